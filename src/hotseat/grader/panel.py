"""Rules and model side by side: who is asked again, and what is said when they do not agree.

A model may find what rules only failed to find, when it says so steadily and shows it. Where both hold evidence, nobody
wins: the check is uncertain, with both reasons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from hotseat.grader.asking import Ask, Question
from hotseat.grader.proof import Proof, unproven
from hotseat.moves import SOFT_EVIDENCE
from hotseat.rubric import Avoids
from hotseat.scorecard import Opinion, Verdict, VerdictWord

ROUNDS: Final = (1, 3, 5)
"""How often a check may be asked, the borderline ones only."""

STEADY: Final = 0.8
"""Share of equal answers from which a model is taken to mean it."""


def samples_wanted(question: Question, proofs: Sequence[Proof]) -> int:
    """How many answers a check needs in all: no more once they agree with the rules or with each other."""
    begun = next((size for size in ROUNDS if size >= len(proofs)), len(proofs))
    if len(proofs) < begun:
        return begun
    winner = majority(proofs)
    if winner == question.rules.verdict or not counts(proofs) or (len(proofs) > 1 and _is_steady(proofs, winner)):
        return len(proofs)
    return next((size for size in ROUNDS if size > len(proofs)), len(proofs))


def majority(proofs: Sequence[Proof]) -> VerdictWord | None:
    """The answer that was proven most often; None when none was or two were so equally often."""
    if len(proofs) == 1:
        return None if proofs[0].fault else proofs[0].verdict
    counted = counts(proofs).most_common(2)
    if not counted or (len(counted) == 2 and counted[0][1] == counted[1][1]):
        return None
    return counted[0][0]


def counts(proofs: Sequence[Proof]) -> Counter[VerdictWord]:
    """How often each answer was proven."""
    return Counter(proof.verdict for proof in proofs if proof.fault is None)


def settle(question: Question, proofs: Sequence[Proof]) -> Verdict:
    """The verdict on a check from the rules' and all of a model's answers."""
    check, rules = question.ask.check, question.rules
    winner = majority(proofs)
    if winner is None:
        fault = next((proof.fault for proof in proofs if proof.fault), None)
        if not counts(proofs):
            return _unproven(question, fault or "missing")
        return _uncertain(question, next(proof for proof in proofs if proof.fault is None), proofs)
    proof = next(one for one in proofs if one.verdict == winner)
    if winner == rules.verdict:
        quotes, reason = proof.quotes or rules.quotes, proof.reason or rules.reason
        if not quotes and not proof.reason:
            return _bare(check.id, winner, reason)
        return Verdict(id=check.id, verdict=winner, reason=reason, quotes=quotes, source="model")
    if len(proofs) > 1 and _is_steady(proofs, winner) and not rules_hold_evidence(question.ask, rules):
        return Verdict(
            id=check.id,
            verdict=winner,
            reason=proof.reason,
            quotes=proof.quotes,
            source="model",
            sides=_sides(rules, proof, proofs),
        )
    return _uncertain(question, proof, proofs)


@lru_cache(maxsize=4096)
def _bare(check: str, verdict: VerdictWord, reason: str) -> Verdict:
    """A verdict without quotes that a model shares with the rules: one and the same for every talk."""
    return Verdict(id=check, verdict=verdict, reason=reason, source="model")


def _unproven(question: Question, fault: str) -> Verdict:
    """Nothing of it can be believed: unscored, except that a yes which was not shown leaves the rules' no."""
    check, rules = question.ask.check, question.rules
    if rules.verdict == "no" and fault not in ("missing", "menu"):
        sides = (
            Opinion(source="rules", verdict="no", reason=rules.reason),
            Opinion(source="model", verdict="unscored", reason=fault),
        )
        return rules.model_copy(update={"sides": sides})
    return Verdict(id=check.id, verdict="unscored", reason=fault, source="model")


def rules_hold_evidence(ask: Ask, rules: Verdict) -> bool:
    """True when the rules found something, rather than nothing."""
    if ask.is_absence:
        rule = ask.check.rule
        return rules.verdict == "no" and not (isinstance(rule, Avoids) and SOFT_EVIDENCE.issuperset(rule.avoids))
    return (rules.verdict == "yes" and bool(rules.quotes)) or rules.reason in ("late", "harm")


def _is_steady(proofs: Sequence[Proof], winner: VerdictWord | None) -> bool:
    return winner is not None and counts(proofs)[winner] >= STEADY * len(proofs)


def _uncertain(question: Question, proof: Proof, proofs: Sequence[Proof]) -> Verdict:
    rules = question.rules
    theirs = rules_hold_evidence(question.ask, rules)
    return Verdict(
        id=question.ask.check.id,
        verdict="uncertain",
        reason="disagree",
        quotes=(rules.quotes or proof.quotes) if theirs else (proof.quotes or rules.quotes),
        source="rules" if theirs else "model",
        sides=_sides(rules, proof, proofs),
    )


def _sides(rules: Verdict, proof: Proof, proofs: Sequence[Proof]) -> tuple[Opinion, ...]:
    said = f"{counts(proofs)[proof.verdict]}/{len(proofs)}"
    reason = f"{said} {proof.reason}".strip()
    return (
        Opinion(source="rules", verdict=rules.verdict, reason=rules.reason),
        Opinion(source="model", verdict=proof.verdict, reason=reason),
    )


def joined(question: Question, found: Sequence[Proof]) -> Proof:
    """One answer from those of a long talk's parts, in their order: any-no for absences, any-yes for the rest."""
    if not found:
        return unproven("missing")
    if len(found) == 1:
        return found[0]
    if question.ask.is_ordered:
        shown = next((proof for proof in found if proof.quotes), None)
        if shown is not None:
            return shown
    decisive: VerdictWord = "no" if question.ask.is_absence else "yes"
    for verdict in (decisive, "unscored", "no", "yes"):
        chosen = [proof for proof in found if proof.verdict == verdict]
        if chosen:
            return chosen[0]._replace(quotes=tuple(quote for proof in chosen for quote in proof.quotes))
    return found[0]
