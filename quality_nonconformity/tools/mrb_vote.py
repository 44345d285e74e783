"""What a board's votes amount to; plain data, no records."""

DECISION_RULES = ("majority", "unanimity", "chair")


def is_agreed(rule, verdicts, chair=None):
    """Whether the votes carry the proposal [NC-50].

    :param str rule: ``majority`` (of agree against dissent, the chair breaks a tie),
        ``unanimity`` (nobody dissents) or ``chair`` (hears all and decides)
    :param verdicts: iterable of ``agree``, ``dissent``, ``abstain``, the chair's too
    :param chair: verdict of the chair, None when he did not vote
    """
    verdicts = list(verdicts)
    agree, dissent = verdicts.count("agree"), verdicts.count("dissent")
    if rule == "chair":
        return chair == "agree"
    if rule == "unanimity":
        return bool(agree) and not dissent
    if agree == dissent:
        return bool(agree) and chair == "agree"
    return agree > dissent
