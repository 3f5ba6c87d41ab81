"""The write side: one base class a subject."""

import strawberry

from schema.collection_mutations import CollectionMutations
from schema.feature_mutations import FeatureMutations
from schema.keys import KeyMutations
from schema.live_mutations import LiveMutations
from schema.model_mutations import ModelMutations
from schema.prediction_mutations import PredictionMutations
from schema.settlement_mutations import SettlementMutations


@strawberry.type(description="Everything that changes something. Each takes one input and answers a union.")
class Mutation(
    PredictionMutations,
    SettlementMutations,
    LiveMutations,
    FeatureMutations,
    CollectionMutations,
    ModelMutations,
    KeyMutations,
):
    pass
