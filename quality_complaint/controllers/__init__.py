from . import public, portal, portal_file
