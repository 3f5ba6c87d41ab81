"""GraphQL's rules of validation, without those that a document cannot break, and each with a bound."""

from graphql import (
    ASTValidationRule,
    KnownDirectivesRule,
    NoUndefinedVariablesRule,
    NoUnusedVariablesRule,
    UniqueDirectivesPerLocationRule,
    UniqueInputFieldNamesRule,
    UniqueVariableNamesRule,
    ValuesOfCorrectTypeRule,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
    specified_rules,
)
from graphql.validation import (
    FragmentsOnCompositeTypesRule,
    KnownArgumentNamesRule,
    KnownFragmentNamesRule,
    MaxIntrospectionDepthRule,
    NoFragmentCyclesRule,
    NoUnusedFragmentsRule,
    PossibleFragmentSpreadsRule,
    UniqueArgumentNamesRule,
    UniqueFragmentNamesRule,
)
from graphql.validation.rules import overlapping_fields_can_be_merged

Rules = tuple[type[ASTValidationRule], ...]

MAX_COMPARISONS = 3_000
"""Pairs of fields with one response name that are compared in a document; validation ends beyond."""
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 2 * MAX_COMPARISONS

_NEEDED: dict[str, frozenset[type[ASTValidationRule]]] = {
    "$": frozenset(
        {
            NoUndefinedVariablesRule,
            NoUnusedVariablesRule,
            UniqueVariableNamesRule,
            VariablesAreInputTypesRule,
            VariablesInAllowedPositionRule,
        }
    ),
    "@": frozenset({KnownDirectivesRule, UniqueDirectivesPerLocationRule}),
    "(": frozenset(
        {
            KnownArgumentNamesRule,
            UniqueArgumentNamesRule,
            UniqueInputFieldNamesRule,
            ValuesOfCorrectTypeRule,
        }
    ),
    "...": frozenset({FragmentsOnCompositeTypesRule, KnownFragmentNamesRule, PossibleFragmentSpreadsRule}),
    "fragment": frozenset({NoFragmentCyclesRule, NoUnusedFragmentsRule, UniqueFragmentNamesRule}),
    "__": frozenset({MaxIntrospectionDepthRule}),
}
"""Rules that no document breaks without these characters in it."""


def rules_for(text: str) -> Rules:
    without = [rules for mark, rules in _NEEDED.items() if mark not in text]
    return tuple(rule for rule in specified_rules if not any(rule in rules for rules in without))
