// Written by `npm run generate` from schema/schema.graphql and examples/; do not edit.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What to collect. */
export type CollectionSource =
  /** Season files of European divisions: results, statistics, odds. */
  | 'FOOTBALL_DATA'
  /** The coming matches of those divisions. */
  | 'FIXTURES'
  /** Leagues of further countries. */
  | 'NEW_LEAGUES'
  /** Matches between national teams. */
  | 'INTERNATIONAL'
  /** The Bundesliga from 1963 on, without a network. */
  | 'ARCHIVE';

/** For whom a key is created, and what it allows. */
export type CreateApiKeyInput = {
  /** Who will use it, 1 to 60 characters. */
  readonly name: string;
  /** What its users may do. */
  readonly role: Role;
  /** From when on it does not work; without it, it does not expire. */
  readonly expiresAt?: string | null | undefined;
  /** Requests a minute, 0: no limit; without it, the limit that keys have in general. */
  readonly rateLimit?: number | null | undefined;
};

/** What kind of failure an error is. */
export type ErrorCode =
  /** Nothing has this id or name. */
  | 'NOT_FOUND'
  /** An argument has a value that cannot be meant. */
  | 'VALIDATION_FAILED'
  /** Too little was known at the instant asked for. */
  | 'INSUFFICIENT_DATA'
  /** No model can answer. */
  | 'MODEL_UNAVAILABLE'
  /** The state of things does not allow it. */
  | 'CONFLICT'
  /** A model version has not shown that it is better than the champion. */
  | 'PROMOTION_REFUSED'
  /** The caller may not do this. */
  | 'PERMISSION_DENIED'
  /** The caller asked too often. */
  | 'RATE_LIMITED';

/** How a match ended for a team. */
export type FormResult =
  /** It won. */
  | 'WON'
  /** It drew. */
  | 'DRAWN'
  /** It lost. */
  | 'LOST';

/** How something is. */
export type HealthStatus =
  /** Well. */
  | 'PASS'
  /** Not well, but the service answers. */
  | 'WARN'
  /** Not well, and the service cannot answer. */
  | 'FAIL';

/** What happens in a match. */
export type MatchEventKind =
  /** The first half begins. */
  | 'KICK_OFF'
  /** A goal from play by a player of `side`. */
  | 'GOAL'
  /** A player of `side` puts the ball into their own goal: it counts for the other side. */
  | 'OWN_GOAL'
  /** A goal from a penalty. */
  | 'PENALTY_SCORED'
  /** A penalty that is not scored. */
  | 'PENALTY_MISSED'
  /** A first yellow card of a player. */
  | 'YELLOW_CARD'
  /** A second yellow card of a player, who is sent off. */
  | 'SECOND_YELLOW'
  /** A straight red card: a player is sent off. */
  | 'RED_CARD'
  /** A player is replaced. */
  | 'SUBSTITUTION'
  /** The minutes to be added to the half are announced. */
  | 'ADDED_TIME'
  /** The first half ends. */
  | 'HALF_TIME'
  /** The second half begins. */
  | 'SECOND_HALF'
  /** The match ends. */
  | 'FULL_TIME'
  /** The match is broken off. */
  | 'ABANDONMENT'
  /** The video referee takes back the event `target`. */
  | 'VAR_CANCELLATION'
  /** The source takes back the event `target`, or tells it anew as `replacement`. */
  | 'CORRECTION';

/** How far a match has come. */
export type MatchPhase =
  /** It has not kicked off. */
  | 'NOT_STARTED'
  /** The first half is being played. */
  | 'FIRST_HALF'
  /** The interval. */
  | 'HALF_TIME'
  /** The second half is being played. */
  | 'SECOND_HALF'
  /** It is over. */
  | 'FULL_TIME'
  /** It was broken off. */
  | 'ABANDONED';

/** How a finished match is told again, for this subscriber alone. */
export type MatchReplay = {
  /** How many times faster than it was played, from 1 to 3600. */
  readonly speed?: number;
};

/** Where a match stands. */
export type MatchStatus =
  /** It has not kicked off yet. */
  | 'SCHEDULED'
  /** It is being played. */
  | 'LIVE'
  /** It is over; the score is final. */
  | 'FINISHED'
  /** It will be played later, at a time that is not known yet. */
  | 'POSTPONED'
  /** It was broken off. */
  | 'ABANDONED'
  /** It will not be played. */
  | 'CANCELLED';

/** When a price was taken. */
export type OddsTaken =
  /** Some days before the match. */
  | 'OPENING'
  /** The last one before kickoff. */
  | 'CLOSING';

/** Who won. */
export type Outcome =
  /** The home side won. */
  | 'HOME'
  /** Neither side won. */
  | 'DRAW'
  /** The away side won. */
  | 'AWAY';

/** When a prediction was made, seen from the match. */
export type PredictionKind =
  /** Before kickoff. */
  | 'PRE_MATCH'
  /** During the match. */
  | 'IN_PLAY';

/** Which stored predictions; every condition given must hold. */
export type PredictionWhere = {
  /** Only for matches of these competitions, given by their codes. */
  readonly competitions?: ReadonlyArray<string> | null | undefined;
  /** Only those made before, or only those made during the match. */
  readonly kind?: PredictionKind | null | undefined;
  /** Only this model's. */
  readonly model?: string | null | undefined;
  /** Only this version's. */
  readonly version?: string | null | undefined;
  /** Only those made at this instant or later. */
  readonly from?: string | null | undefined;
  /** Only those made before this instant. */
  readonly to?: string | null | undefined;
};

/** Which version to promote, and on which matches it must be better. */
export type PromoteModelVersionInput = {
  /** The model's name. */
  readonly name: string;
  /** The version that is to answer. */
  readonly version: string;
  /** Compare on matches from this kickoff on; if left out, on those of the last 365 days of finished matches that neither version has learned from. */
  readonly from?: string | null | undefined;
  /** Compare on matches that kicked off before this instant. */
  readonly to?: string | null | undefined;
  /** Promote it even if it is not better, for this reason (1 to 400 characters). */
  readonly overrideReason?: string | null | undefined;
};

/** How a version became the champion. */
export type PromotionKind =
  /** It was promoted. */
  | 'PROMOTED'
  /** The promotion of the one after it was taken back. */
  | 'ROLLED_BACK';

/** What a viewer may do; each may do what the ones before it may. */
export type Role =
  /** Ask queries and follow subscriptions. */
  | 'READER'
  /** Change things, too: collect, compute, predict, settle, record. */
  | 'OPERATOR'
  /** Manage models and API keys, too, and read the audit trail. */
  | 'ADMIN';

/** Which side a team was. */
export type Side =
  /** The home side. */
  | 'HOME'
  /** The away side. */
  | 'AWAY';

/** A team: by its id, or by its name (with its country where two share the name). */
export type TeamRef = {
  /** The team's global id. */
  readonly id?: string | number | null | undefined;
  /** The team's name, or any name that a source of data gives it. */
  readonly name?: string | null | undefined;
  /** The team's country, beside `name`. */
  readonly country?: string | null | undefined;
};

/** What a track record is split by. */
export type TrackRecordGroup =
  /** One record for each model. */
  | 'MODEL'
  /** One record for each version of each model. */
  | 'VERSION'
  /** One record for each competition. */
  | 'COMPETITION'
  /** One record for each season, by its code. */
  | 'SEASON';

/** Which scored predictions; every condition given must hold. */
export type TrackRecordWhere = {
  /** Only this model's. */
  readonly model?: string | null | undefined;
  /** Only this version's. */
  readonly version?: string | null | undefined;
  /** Only of matches of these competitions, given by their codes. */
  readonly competitions?: ReadonlyArray<string> | null | undefined;
  /** Only of matches of these seasons, given by their codes. */
  readonly seasons?: ReadonlyArray<string> | null | undefined;
  /** Only of matches that kicked off at this instant or later. */
  readonly from?: string | null | undefined;
  /** Only of matches that kicked off before this instant. */
  readonly to?: string | null | undefined;
  /** Instead of what was shown, what challengers predicted unseen of the same matches. */
  readonly shadow?: boolean;
};

/** Why the probabilities of a live match moved. */
export type UpdateCause =
  /** Something happened. */
  | 'EVENT'
  /** Time passed. */
  | 'CLOCK'
  /** An earlier event was taken back or told anew. */
  | 'CORRECTION'
  /** Another version of the model answers, or other things are expected of the teams. */
  | 'MODEL';

/** Where a team played. */
export type Venue =
  /** On its own ground. */
  | 'HOME'
  /** On its opponent's ground. */
  | 'AWAY'
  /** On neither side's ground. */
  | 'NEUTRAL';

/** Where a job or a collection run stands. */
export type WorkStatus =
  /** It waits to be started. */
  | 'QUEUED'
  /** It is at work. */
  | 'RUNNING'
  /** It is done. */
  | 'SUCCEEDED'
  /** It is done, and part of its input was refused. */
  | 'PARTIAL'
  /** It ended with an error. */
  | 'FAILED';

export type BackfillFeaturesMutationVariables = Exact<{
  competition?: string | null | undefined;
  season?: string | null | undefined;
}>;


export type BackfillFeaturesMutation = { readonly backfillFeatures: { readonly result:
      | { readonly __typename: 'Job', readonly id: string, readonly kind: string, readonly status: WorkStatus, readonly done: number, readonly total: number | null, readonly createdAt: string }
      | { readonly __typename: 'ValidationFailed', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'Conflict', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'PermissionDenied', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly code: ErrorCode, readonly message: string }
     } };

export type CreateApiKeyMutationVariables = Exact<{
  input?: CreateApiKeyInput;
}>;


export type CreateApiKeyMutation = { readonly createApiKey: { readonly result:
      | { readonly __typename: 'CreatedApiKey', readonly key: string, readonly apiKey: { readonly prefix: string, readonly name: string, readonly role: Role, readonly expiresAt: string | null } }
      | { readonly __typename: 'ValidationFailed', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'PermissionDenied', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly code: ErrorCode, readonly message: string }
     } };

export type DataStatusQueryVariables = Exact<{ [key: string]: never; }>;


export type DataStatusQuery = { readonly dataSources: ReadonlyArray<{ readonly name: string, readonly payloads: number, readonly byteCount: number, readonly matches: number, readonly lastFetchedAt: string | null, readonly lastRun: { readonly status: WorkStatus, readonly finishedAt: string | null, readonly error: string | null } | null }>, readonly collectionRuns: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly source: string, readonly status: WorkStatus, readonly startedAt: string, readonly finishedAt: string | null, readonly added: number, readonly changed: number, readonly unchanged: number, readonly refused: number, readonly error: string | null }> }, readonly dataQuality: ReadonlyArray<{ readonly matches: number, readonly finished: number, readonly withoutHalfTime: number, readonly withoutShots: number, readonly withoutOdds: number, readonly overdue: number, readonly unrated: number, readonly firstKickoff: string, readonly lastKickoff: string, readonly competition: { readonly code: string, readonly name: string } }> };

export type ExplanationQueryVariables = Exact<{
  competitions?: ReadonlyArray<string> | string | null | undefined;
}>;


export type ExplanationQuery = { readonly matches: { readonly nodes: ReadonlyArray<{ readonly kickoff: string, readonly home: { readonly name: string }, readonly away: { readonly name: string }, readonly prediction:
        | { readonly outcome: { readonly home: number, readonly draw: number, readonly away: number }, readonly explanation:
            | { readonly __typename: 'Explanation', readonly competition: string | null, readonly baseRate: { readonly home: number, readonly draw: number, readonly away: number }, readonly contributions: ReadonlyArray<{ readonly group: string, readonly sentence: string, readonly points: { readonly home: number, readonly draw: number, readonly away: number }, readonly logOdds: { readonly home: number, readonly draw: number, readonly away: number }, readonly features: ReadonlyArray<{ readonly name: string, readonly value: number, readonly mean: number }> }> }
            | { readonly __typename: 'ModelUnavailable', readonly message: string }
            | { readonly __typename: 'InsufficientData', readonly message: string }
            | { readonly __typename: 'Conflict', readonly message: string }
            | { readonly __typename: 'ValidationFailed', readonly message: string }
           }
        | { readonly code: ErrorCode, readonly message: string }
        | { readonly code: ErrorCode, readonly message: string }
        | { readonly code: ErrorCode, readonly message: string }
       }> } };

export type FollowMatchSubscriptionVariables = Exact<{
  matchId?: string | number | null | undefined;
  after?: number | null | undefined;
  replay?: MatchReplay | null | undefined;
}>;


export type FollowMatchSubscription = { readonly matchPrediction:
    | { readonly __typename: 'MatchUpdate', readonly sequence: number, readonly cause: UpdateCause | null, readonly prediction:
        | { readonly outcome: { readonly home: number, readonly draw: number, readonly away: number }, readonly markets: { readonly totalGoals: { readonly over: number, readonly under: number } } }
        | { readonly code: ErrorCode, readonly message: string }
        | { readonly code: ErrorCode, readonly message: string }
        | { readonly code: ErrorCode, readonly message: string }
      , readonly state: { readonly phase: MatchPhase, readonly clock: { readonly time: string, readonly running: boolean }, readonly score: { readonly home: number, readonly away: number }, readonly home: { readonly redCards: number }, readonly away: { readonly redCards: number } }, readonly event: { readonly kind: MatchEventKind, readonly time: string, readonly side: Side | null, readonly player: string | null } | null, readonly change: { readonly home: number, readonly draw: number, readonly away: number }, readonly match: { readonly home: { readonly name: string }, readonly away: { readonly name: string } } }
    | { readonly __typename: 'Gap', readonly from: number, readonly to: number, readonly snapshot: { readonly sequence: number, readonly cause: UpdateCause | null, readonly prediction:
          | { readonly outcome: { readonly home: number, readonly draw: number, readonly away: number }, readonly markets: { readonly totalGoals: { readonly over: number, readonly under: number } } }
          | { readonly code: ErrorCode, readonly message: string }
          | { readonly code: ErrorCode, readonly message: string }
          | { readonly code: ErrorCode, readonly message: string }
        , readonly state: { readonly phase: MatchPhase, readonly clock: { readonly time: string, readonly running: boolean }, readonly score: { readonly home: number, readonly away: number }, readonly home: { readonly redCards: number }, readonly away: { readonly redCards: number } }, readonly event: { readonly kind: MatchEventKind, readonly time: string, readonly side: Side | null, readonly player: string | null } | null, readonly change: { readonly home: number, readonly draw: number, readonly away: number }, readonly match: { readonly home: { readonly name: string }, readonly away: { readonly name: string } } } }
   };

export type ToldFragment = { readonly sequence: number, readonly cause: UpdateCause | null, readonly prediction:
    | { readonly outcome: { readonly home: number, readonly draw: number, readonly away: number }, readonly markets: { readonly totalGoals: { readonly over: number, readonly under: number } } }
    | { readonly code: ErrorCode, readonly message: string }
    | { readonly code: ErrorCode, readonly message: string }
    | { readonly code: ErrorCode, readonly message: string }
  , readonly state: { readonly phase: MatchPhase, readonly clock: { readonly time: string, readonly running: boolean }, readonly score: { readonly home: number, readonly away: number }, readonly home: { readonly redCards: number }, readonly away: { readonly redCards: number } }, readonly event: { readonly kind: MatchEventKind, readonly time: string, readonly side: Side | null, readonly player: string | null } | null, readonly change: { readonly home: number, readonly draw: number, readonly away: number }, readonly match: { readonly home: { readonly name: string }, readonly away: { readonly name: string } } };

export type HeadToHeadQueryVariables = Exact<{
  one?: string;
  other?: string;
}>;


export type HeadToHeadQuery = { readonly matches: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly kickoff: string, readonly season: { readonly label: string }, readonly home: { readonly name: string }, readonly away: { readonly name: string }, readonly halfTime: { readonly home: number, readonly away: number } | null, readonly score: { readonly home: number, readonly away: number, readonly outcome: Outcome } | null, readonly statistics: { readonly homeShots: number | null, readonly awayShots: number | null, readonly homeCorners: number | null, readonly awayCorners: number | null, readonly homeRedCards: number | null, readonly awayRedCards: number | null } }> } };

export type HealthQueryVariables = Exact<{ [key: string]: never; }>;


export type HealthQuery = { readonly health: { readonly status: HealthStatus, readonly version: string, readonly message: string, readonly checks: ReadonlyArray<{ readonly name: string, readonly status: HealthStatus, readonly required: boolean, readonly observedValue: string | null, readonly observedUnit: string | null, readonly durationMs: number, readonly message: string }> }, readonly systemMetrics: { readonly uptimeS: number, readonly cpuS: number, readonly residentBytes: number, readonly threads: number, readonly databaseBytes: number, readonly databaseConnections: number }, readonly viewer: { readonly name: string, readonly authenticated: boolean } };

export type HypotheticalMatchQueryVariables = Exact<{
  home?: TeamRef;
  away?: TeamRef;
  competition?: string;
  kickoff?: string;
  neutral?: boolean;
}>;


export type HypotheticalMatchQuery = { readonly hypotheticalMatch:
    | { readonly __typename: 'Prediction', readonly dataCutoff: string, readonly inSample: boolean, readonly outcome: { readonly home: number, readonly draw: number, readonly away: number }, readonly expectedGoals: { readonly home: number, readonly away: number }, readonly markets: { readonly correctScore: ReadonlyArray<{ readonly home: number, readonly away: number, readonly probability: number }>, readonly totalGoals: { readonly over: number, readonly under: number } } }
    | { readonly __typename: 'InsufficientData', readonly missing: ReadonlyArray<string>, readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ModelUnavailable', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'ValidationFailed', readonly code: ErrorCode, readonly message: string }
    | { readonly __typename: 'NotFound', readonly code: ErrorCode, readonly message: string }
   };

export type JobProgressSubscriptionVariables = Exact<{
  id?: string | number | null | undefined;
}>;


export type JobProgressSubscription = { readonly jobProgress: { readonly id: string, readonly kind: string, readonly status: WorkStatus, readonly done: number, readonly total: number | null, readonly progress: number | null, readonly result: unknown, readonly error: string | null } };

export type LeagueRatingsQueryVariables = Exact<{
  competition?: string;
  season?: string | null | undefined;
  asOf?: string | null | undefined;
}>;


export type LeagueRatingsQuery = { readonly ratings: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly team: { readonly name: string }, readonly rating: { readonly elo: number, readonly piHome: number, readonly piAway: number, readonly knownAt: string } }> }, readonly competition: { readonly name: string, readonly country: string, readonly seasons: ReadonlyArray<{ readonly code: string, readonly label: string }> } | null };

export type LiveHealthSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type LiveHealthSubscription = { readonly health: { readonly status: HealthStatus, readonly message: string, readonly checks: ReadonlyArray<{ readonly name: string, readonly status: HealthStatus, readonly durationMs: number, readonly message: string }> } };

export type LiveMatchesSubscriptionVariables = Exact<{
  competition?: string | null | undefined;
  after?: number | null | undefined;
}>;


export type LiveMatchesSubscription = { readonly liveMatches:
    | { readonly __typename: 'LiveMatchesSnapshot', readonly sequence: number, readonly matches: ReadonlyArray<{ readonly matchId: string, readonly sequence: number, readonly match: { readonly competition: { readonly name: string }, readonly home: { readonly name: string }, readonly away: { readonly name: string } }, readonly state: { readonly phase: MatchPhase, readonly clock: { readonly time: string }, readonly score: { readonly home: number, readonly away: number } }, readonly prediction:
          | { readonly outcome: { readonly home: number, readonly draw: number, readonly away: number } }
          | { readonly code: ErrorCode, readonly message: string }
          | { readonly code: ErrorCode, readonly message: string }
          | { readonly code: ErrorCode, readonly message: string }
        , readonly replay: { readonly speed: number } | null }> }
    | { readonly __typename: 'LiveMatchUpdate', readonly sequence: number, readonly update: { readonly matchId: string, readonly sequence: number, readonly event: { readonly kind: MatchEventKind, readonly time: string, readonly side: Side | null, readonly player: string | null } | null, readonly match: { readonly competition: { readonly name: string }, readonly home: { readonly name: string }, readonly away: { readonly name: string } }, readonly state: { readonly phase: MatchPhase, readonly clock: { readonly time: string }, readonly score: { readonly home: number, readonly away: number } }, readonly prediction:
          | { readonly outcome: { readonly home: number, readonly draw: number, readonly away: number } }
          | { readonly code: ErrorCode, readonly message: string }
          | { readonly code: ErrorCode, readonly message: string }
          | { readonly code: ErrorCode, readonly message: string }
        , readonly replay: { readonly speed: number } | null } }
    | { readonly __typename: 'LiveMatchesGap', readonly from: number, readonly to: number, readonly snapshot: { readonly sequence: number, readonly matches: ReadonlyArray<{ readonly matchId: string, readonly sequence: number, readonly match: { readonly competition: { readonly name: string }, readonly home: { readonly name: string }, readonly away: { readonly name: string } }, readonly state: { readonly phase: MatchPhase, readonly clock: { readonly time: string }, readonly score: { readonly home: number, readonly away: number } }, readonly prediction:
            | { readonly outcome: { readonly home: number, readonly draw: number, readonly away: number } }
            | { readonly code: ErrorCode, readonly message: string }
            | { readonly code: ErrorCode, readonly message: string }
            | { readonly code: ErrorCode, readonly message: string }
          , readonly replay: { readonly speed: number } | null }> } }
   };

export type LineFragment = { readonly matchId: string, readonly sequence: number, readonly match: { readonly competition: { readonly name: string }, readonly home: { readonly name: string }, readonly away: { readonly name: string } }, readonly state: { readonly phase: MatchPhase, readonly clock: { readonly time: string }, readonly score: { readonly home: number, readonly away: number } }, readonly prediction:
    | { readonly outcome: { readonly home: number, readonly draw: number, readonly away: number } }
    | { readonly code: ErrorCode, readonly message: string }
    | { readonly code: ErrorCode, readonly message: string }
    | { readonly code: ErrorCode, readonly message: string }
  , readonly replay: { readonly speed: number } | null };

export type MatchEventsQueryVariables = Exact<{ [key: string]: never; }>;


export type MatchEventsQuery = { readonly matches: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: MatchStatus, readonly home: { readonly name: string }, readonly away: { readonly name: string }, readonly live: { readonly sequence: number, readonly state: { readonly phase: MatchPhase, readonly missingEvents: number, readonly clock: { readonly time: string }, readonly score: { readonly home: number, readonly away: number } } } | null, readonly timeline: ReadonlyArray<{ readonly kind: MatchEventKind, readonly time: string, readonly side: Side | null, readonly player: string | null, readonly score: { readonly home: number, readonly away: number } }>, readonly events: ReadonlyArray<{ readonly eventId: string, readonly kind: MatchEventKind, readonly time: string, readonly side: Side | null, readonly player: string | null, readonly target: string | null, readonly source: string, readonly occurredAt: string, readonly replacement: { readonly kind: MatchEventKind, readonly time: string, readonly side: Side | null, readonly player: string | null } | null }> }> } };

export type MatchFeaturesMutationVariables = Exact<{
  team?: TeamRef | null | undefined;
  opponent?: TeamRef | null | undefined;
  matchId?: string | number | null | undefined;
  asOf?: string | null | undefined;
}>;


export type MatchFeaturesMutation = { readonly computeMatchFeatures: { readonly result:
      | { readonly __typename: 'FeatureRow', readonly id: string, readonly asOf: string, readonly digest: string, readonly match: { readonly kickoff: string, readonly home: { readonly name: string }, readonly away: { readonly name: string } }, readonly values: ReadonlyArray<{ readonly name: string, readonly value: number }> }
      | { readonly __typename: 'NotFound', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'ValidationFailed', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'InsufficientData', readonly missing: ReadonlyArray<string>, readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'PermissionDenied', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly code: ErrorCode, readonly message: string }
     } };

export type MatchPredictionQueryVariables = Exact<{
  competitions?: ReadonlyArray<string> | string | null | undefined;
}>;


export type MatchPredictionQuery = { readonly matches: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kickoff: string, readonly status: MatchStatus, readonly home: { readonly name: string }, readonly away: { readonly name: string }, readonly competition: { readonly name: string }, readonly season: { readonly label: string }, readonly score: { readonly home: number, readonly away: number } | null, readonly prediction:
        | { readonly __typename: 'Prediction', readonly featureSet: string, readonly featureDigest: string, readonly dataCutoff: string, readonly madeAt: string, readonly inSample: boolean, readonly outcome: { readonly home: number, readonly draw: number, readonly away: number }, readonly expectedGoals: { readonly home: number, readonly away: number }, readonly markets: { readonly matchResult: { readonly homeOdds: number | null, readonly drawOdds: number | null, readonly awayOdds: number | null }, readonly correctScore: ReadonlyArray<{ readonly home: number, readonly away: number, readonly probability: number, readonly odds: number | null }>, readonly totalGoals: { readonly over: number, readonly under: number, readonly overOdds: number | null, readonly underOdds: number | null }, readonly bothTeamsToScore: { readonly yes: number, readonly no: number }, readonly asianHandicap: { readonly home: { readonly win: number, readonly halfLoss: number, readonly loss: number, readonly odds: number | null }, readonly away: { readonly odds: number | null } }, readonly doubleChance: { readonly homeOrDraw: number, readonly homeOrAway: number, readonly drawOrAway: number }, readonly drawNoBet: { readonly home: number, readonly away: number } | null, readonly winToNil: { readonly home: number, readonly away: number } }, readonly model: { readonly name: string, readonly version: string, readonly sha256: string } }
        | { readonly __typename: 'InsufficientData', readonly missing: ReadonlyArray<string>, readonly code: ErrorCode, readonly message: string }
        | { readonly __typename: 'ModelUnavailable', readonly code: ErrorCode, readonly message: string }
        | { readonly __typename: 'ValidationFailed', readonly code: ErrorCode, readonly message: string }
       }> } };

export type ModelPerformanceQueryVariables = Exact<{
  name?: string | null | undefined;
  competition?: string | null | undefined;
}>;


export type ModelPerformanceQuery = { readonly model: { readonly version: string, readonly champion: boolean, readonly challenger: boolean, readonly dataCutoff: string, readonly performance:
      | { readonly __typename: 'ModelPerformance', readonly from: string, readonly to: string, readonly n: number, readonly rps: number, readonly logLoss: number, readonly calibrationError: number, readonly baseRates: { readonly matches: number, readonly figures: { readonly rps: number }, readonly model: { readonly rps: number } } | null, readonly market: { readonly matches: number, readonly figures: { readonly rps: number }, readonly model: { readonly rps: number } } | null, readonly bins: { readonly home: ReadonlyArray<{ readonly count: number, readonly meanForecast: number, readonly observed: number, readonly low: number, readonly high: number }> } }
      | { readonly __typename: 'InsufficientData', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'ModelUnavailable', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'ValidationFailed', readonly code: ErrorCode, readonly message: string }
    , readonly versions: { readonly nodes: ReadonlyArray<{ readonly version: string, readonly registeredAt: string, readonly champion: boolean }> }, readonly promotions: { readonly nodes: ReadonlyArray<{ readonly kind: PromotionKind, readonly version: string, readonly previous: string | null, readonly at: string, readonly actor: string, readonly reason: string | null, readonly comparison: { readonly rpsDifference: number, readonly low: number, readonly high: number } | null }> } } | null };

export type ModelsQueryVariables = Exact<{ [key: string]: never; }>;


export type ModelsQuery = { readonly models: { readonly nodes: ReadonlyArray<{ readonly name: string, readonly version: string, readonly champion: boolean, readonly challenger: boolean, readonly serving: boolean, readonly dataCutoff: string, readonly trainingRows: number, readonly featureSet: string, readonly sha256: string, readonly metrics: unknown }> } };

export type PointInTimeQueryVariables = Exact<{
  early?: string;
  one?: string;
  other?: string;
}>;


export type PointInTimeQuery = { readonly matches: { readonly nodes: ReadonlyArray<{ readonly kickoff: string, readonly home: { readonly name: string }, readonly away: { readonly name: string }, readonly early:
        | { readonly dataCutoff: string, readonly featureDigest: string, readonly outcome: { readonly home: number, readonly draw: number, readonly away: number } }
        | { readonly missing: ReadonlyArray<string>, readonly code: ErrorCode, readonly message: string }
        | { readonly code: ErrorCode, readonly message: string }
        | { readonly code: ErrorCode, readonly message: string }
      , readonly atKickoff:
        | { readonly dataCutoff: string, readonly featureDigest: string, readonly outcome: { readonly home: number, readonly draw: number, readonly away: number } }
        | { readonly missing: ReadonlyArray<string>, readonly code: ErrorCode, readonly message: string }
        | { readonly code: ErrorCode, readonly message: string }
        | { readonly code: ErrorCode, readonly message: string }
      , readonly features:
        | { readonly asOf: string, readonly digest: string, readonly values: ReadonlyArray<{ readonly name: string, readonly value: number }> }
        | { readonly message: string }
        | { readonly message: string }
       }> } };

type Receipt_Prediction_Fragment = { readonly dataCutoff: string, readonly featureDigest: string, readonly outcome: { readonly home: number, readonly draw: number, readonly away: number } };

type Receipt_InsufficientData_Fragment = { readonly missing: ReadonlyArray<string>, readonly code: ErrorCode, readonly message: string };

type Receipt_ModelUnavailable_Fragment = { readonly code: ErrorCode, readonly message: string };

type Receipt_ValidationFailed_Fragment = { readonly code: ErrorCode, readonly message: string };

export type ReceiptFragment =
  | Receipt_Prediction_Fragment
  | Receipt_InsufficientData_Fragment
  | Receipt_ModelUnavailable_Fragment
  | Receipt_ValidationFailed_Fragment
;

export type PredictMatchesMutationVariables = Exact<{
  upcoming?: number | null | undefined;
  matchIds?: ReadonlyArray<string | number> | string | number | null | undefined;
}>;


export type PredictMatchesMutation = { readonly predictMatches: { readonly result:
      | { readonly __typename: 'PredictionList', readonly results: ReadonlyArray<
          | { readonly __typename: 'Prediction', readonly id: string | null, readonly sequence: number | null, readonly madeAt: string, readonly match: { readonly kickoff: string, readonly home: { readonly name: string }, readonly away: { readonly name: string } } | null, readonly outcome: { readonly home: number, readonly draw: number, readonly away: number } }
          | { readonly __typename: 'NotFound', readonly code: ErrorCode, readonly message: string }
          | { readonly __typename: 'ValidationFailed', readonly code: ErrorCode, readonly message: string }
          | { readonly __typename: 'InsufficientData', readonly missing: ReadonlyArray<string>, readonly code: ErrorCode, readonly message: string }
          | { readonly __typename: 'ModelUnavailable', readonly code: ErrorCode, readonly message: string }
          | { readonly __typename: 'Conflict', readonly code: ErrorCode, readonly message: string }
          | { readonly __typename: 'PermissionDenied', readonly code: ErrorCode, readonly message: string }
          | { readonly __typename: 'RateLimited', readonly code: ErrorCode, readonly message: string }
        > }
      | { readonly __typename: 'NotFound', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'ValidationFailed', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'PermissionDenied', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly code: ErrorCode, readonly message: string }
     } };

export type PredictionHistoryQueryVariables = Exact<{
  first?: number;
  where?: PredictionWhere | null | undefined;
}>;


export type PredictionHistoryQuery = { readonly predictions: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string | null, readonly sequence: number | null, readonly kind: PredictionKind, readonly madeAt: string, readonly inSample: boolean, readonly outcome: { readonly home: number, readonly draw: number, readonly away: number }, readonly model: { readonly name: string, readonly version: string }, readonly match: { readonly kickoff: string, readonly status: MatchStatus, readonly home: { readonly name: string }, readonly away: { readonly name: string }, readonly score: { readonly home: number, readonly away: number, readonly outcome: Outcome } | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type PromoteModelVersionMutationVariables = Exact<{
  input?: PromoteModelVersionInput;
}>;


export type PromoteModelVersionMutation = { readonly promoteModelVersion: { readonly result:
      | { readonly __typename: 'ChampionChange', readonly warning: string | null, readonly promotion: { readonly kind: PromotionKind, readonly version: string, readonly previous: string | null, readonly at: string, readonly actor: string, readonly reason: string | null }, readonly champion: { readonly version: string, readonly champion: boolean, readonly serving: boolean } }
      | { readonly __typename: 'NotFound', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'Conflict', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'PromotionRefused', readonly code: ErrorCode, readonly message: string, readonly comparison: { readonly matches: number, readonly rpsDifference: number, readonly low: number, readonly high: number, readonly champion: { readonly rps: number, readonly calibrationError: number }, readonly candidate: { readonly rps: number, readonly calibrationError: number } } | null }
      | { readonly __typename: 'ValidationFailed', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'ModelUnavailable', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'PermissionDenied', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly code: ErrorCode, readonly message: string }
     } };

export type RecordMatchEventMutationVariables = Exact<{
  matchId?: string | number;
  key?: string;
}>;


export type RecordMatchEventMutation = { readonly recordMatchEvent: { readonly result:
      | { readonly __typename: 'MatchUpdate', readonly sequence: number, readonly event: { readonly eventId: string } | null, readonly state: { readonly score: { readonly home: number, readonly away: number } }, readonly change: { readonly home: number, readonly draw: number, readonly away: number } }
      | { readonly __typename: 'NotFound', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'ValidationFailed', readonly field: string, readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'Conflict', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'PermissionDenied', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly code: ErrorCode, readonly message: string }
     } };

export type RollbackModelMutationVariables = Exact<{
  name?: string;
  reason?: string | null | undefined;
}>;


export type RollbackModelMutation = { readonly rollbackModel: { readonly result:
      | { readonly __typename: 'ChampionChange', readonly warning: string | null, readonly promotion: { readonly version: string, readonly previous: string | null, readonly at: string, readonly reason: string | null }, readonly champion: { readonly version: string, readonly serving: boolean } }
      | { readonly __typename: 'NotFound', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'Conflict', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'ValidationFailed', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'ModelUnavailable', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'PermissionDenied', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly code: ErrorCode, readonly message: string }
     } };

export type SettleMatchMutationVariables = Exact<{
  matchId?: string | number;
}>;


export type SettleMatchMutation = { readonly settleMatch: { readonly result:
      | { readonly __typename: 'MatchSettlement', readonly outcome: Outcome, readonly settledAt: string, readonly match: { readonly kickoff: string, readonly home: { readonly name: string }, readonly away: { readonly name: string }, readonly score: { readonly home: number, readonly away: number } | null } | null, readonly baseRates: { readonly home: number, readonly draw: number, readonly away: number } | null, readonly market: { readonly home: number, readonly draw: number, readonly away: number } | null, readonly scores: ReadonlyArray<{ readonly predictionId: string, readonly rps: number, readonly logLoss: number, readonly brier: number }> }
      | { readonly __typename: 'NotFound', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'ValidationFailed', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'Conflict', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'PermissionDenied', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly code: ErrorCode, readonly message: string }
     } };

export type StartCollectionMutationVariables = Exact<{
  source?: CollectionSource;
  competitions?: ReadonlyArray<string> | string | null | undefined;
  seasons?: ReadonlyArray<string> | string | null | undefined;
}>;


export type StartCollectionMutation = { readonly startCollection: { readonly result:
      | { readonly __typename: 'Job', readonly id: string, readonly kind: string, readonly status: WorkStatus, readonly input: unknown }
      | { readonly __typename: 'ValidationFailed', readonly field: string, readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'Conflict', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'PermissionDenied', readonly code: ErrorCode, readonly message: string }
      | { readonly __typename: 'RateLimited', readonly code: ErrorCode, readonly message: string }
     } };

export type TeamFormQueryVariables = Exact<{
  name?: string;
  country?: string | null | undefined;
}>;


export type TeamFormQuery = { readonly team: { readonly name: string, readonly country: string, readonly aliases: ReadonlyArray<{ readonly source: string, readonly alias: string }>, readonly form: { readonly letters: string, readonly points: number, readonly entries: ReadonlyArray<{ readonly result: FormResult, readonly venue: Venue, readonly goalsFor: number, readonly goalsAgainst: number, readonly opponent: { readonly name: string }, readonly match: { readonly kickoff: string, readonly competition: { readonly code: string } } }> }, readonly home: { readonly played: number, readonly won: number, readonly drawn: number, readonly lost: number, readonly cleanSheets: number, readonly goals: { readonly perMatch: number | null }, readonly goalsAgainst: { readonly perMatch: number | null } }, readonly away: { readonly played: number, readonly won: number, readonly drawn: number, readonly lost: number, readonly cleanSheets: number, readonly goals: { readonly perMatch: number | null }, readonly goalsAgainst: { readonly perMatch: number | null } }, readonly ratings: ReadonlyArray<{ readonly knownAt: string, readonly elo: number, readonly piHome: number, readonly piAway: number }>, readonly features:
      | { readonly asOf: string, readonly attack: number, readonly defence: number, readonly homeEdge: number, readonly matches: number }
      | { readonly missing: ReadonlyArray<string> }
      | Record<PropertyKey, never>
     } | null };

export type TrackRecordQueryVariables = Exact<{
  where?: TrackRecordWhere | null | undefined;
  groupBy?: ReadonlyArray<TrackRecordGroup> | TrackRecordGroup | null | undefined;
}>;


export type TrackRecordQuery = { readonly trackRecord: ReadonlyArray<{ readonly model: string | null, readonly competition: string | null, readonly season: string | null, readonly matches: number, readonly skillShare: number | null, readonly predictions: { readonly n: number, readonly rps: number | null, readonly logLoss: number | null, readonly brier: number | null, readonly calibrationError: number | null, readonly calibration: { readonly home: ReadonlyArray<{ readonly count: number, readonly meanForecast: number, readonly observed: number, readonly low: number, readonly high: number }> } }, readonly againstBaseRates: { readonly predictions: { readonly n: number, readonly rps: number | null }, readonly reference: { readonly rps: number | null } }, readonly againstMarket: { readonly predictions: { readonly n: number, readonly rps: number | null }, readonly reference: { readonly rps: number | null } } }> };

export type UpcomingMatchesQueryVariables = Exact<{
  from?: string | null | undefined;
  first?: number;
}>;


export type UpcomingMatchesQuery = { readonly matches: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly id: string, readonly kickoff: string, readonly kickoffTimeKnown: boolean, readonly competition: { readonly code: string, readonly name: string }, readonly home: { readonly name: string, readonly form: { readonly letters: string } }, readonly away: { readonly name: string, readonly form: { readonly letters: string } }, readonly prediction:
        | { readonly outcome: { readonly home: number, readonly draw: number, readonly away: number }, readonly expectedGoals: { readonly home: number, readonly away: number } }
        | { readonly code: ErrorCode, readonly message: string }
        | { readonly code: ErrorCode, readonly message: string }
        | { readonly code: ErrorCode, readonly message: string }
      , readonly odds: ReadonlyArray<{ readonly bookmaker: string, readonly taken: OddsTaken, readonly home: number | null, readonly draw: number | null, readonly away: number | null, readonly overround: number, readonly impliedProbabilities: { readonly home: number | null, readonly draw: number | null, readonly away: number | null } }> }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly known: { readonly nodes: ReadonlyArray<{ readonly kickoff: string, readonly status: MatchStatus, readonly competition: { readonly code: string }, readonly home: { readonly name: string }, readonly away: { readonly name: string } }> } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { readonly viewer: { readonly name: string, readonly role: Role | null, readonly authenticated: boolean, readonly key: { readonly prefix: string, readonly expiresAt: string | null } | null } };

export type WhyItMovedQueryVariables = Exact<{
  matchId?: string | number | null | undefined;
  from?: number | null | undefined;
  to?: number | null | undefined;
}>;


export type WhyItMovedQuery = { readonly predictionDelta:
    | { readonly from: number, readonly to: number, readonly before: { readonly home: number, readonly draw: number, readonly away: number }, readonly after: { readonly home: number, readonly draw: number, readonly away: number }, readonly change: { readonly home: number, readonly draw: number, readonly away: number }, readonly parts: ReadonlyArray<{ readonly cause: UpdateCause, readonly home: number, readonly draw: number, readonly away: number }>, readonly steps: ReadonlyArray<{ readonly sequence: number, readonly cause: UpdateCause, readonly event: { readonly kind: MatchEventKind, readonly time: string, readonly side: Side | null, readonly player: string | null } | null, readonly change: { readonly home: number, readonly draw: number, readonly away: number } }> }
    | { readonly code: ErrorCode, readonly message: string }
    | { readonly code: ErrorCode, readonly message: string }
    | { readonly code: ErrorCode, readonly message: string }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ToldFragmentDoc = new TypedDocumentString(`
    fragment Told on MatchUpdate {
  sequence
  prediction {
    ... on Prediction {
      outcome {
        home
        draw
        away
      }
      markets {
        totalGoals(line: 2.5) {
          over
          under
        }
      }
    }
    ... on Error {
      code
      message
    }
  }
  state {
    phase
    clock {
      time
      running
    }
    score {
      home
      away
    }
    home {
      redCards
    }
    away {
      redCards
    }
  }
  cause
  event {
    kind
    time
    side
    player
  }
  change {
    home
    draw
    away
  }
  match {
    home {
      name
    }
    away {
      name
    }
  }
}
    `, {"fragmentName":"Told"}) as unknown as TypedDocumentString<ToldFragment, unknown>;
export const LineFragmentDoc = new TypedDocumentString(`
    fragment Line on MatchUpdate {
  matchId
  sequence
  match {
    competition {
      name
    }
    home {
      name
    }
    away {
      name
    }
  }
  state {
    phase
    clock {
      time
    }
    score {
      home
      away
    }
  }
  prediction {
    ... on Prediction {
      outcome {
        home
        draw
        away
      }
    }
    ... on Error {
      code
      message
    }
  }
  replay {
    speed
  }
}
    `, {"fragmentName":"Line"}) as unknown as TypedDocumentString<LineFragment, unknown>;
export const ReceiptFragmentDoc = new TypedDocumentString(`
    fragment Receipt on PredictionResult {
  ... on Prediction {
    dataCutoff
    featureDigest
    outcome {
      home
      draw
      away
    }
  }
  ... on InsufficientData {
    missing
  }
  ... on Error {
    code
    message
  }
}
    `, {"fragmentName":"Receipt"}) as unknown as TypedDocumentString<ReceiptFragment, unknown>;
export const BackfillFeaturesDocument = new TypedDocumentString(`
    mutation BackfillFeatures($competition: String = "D1", $season: String) {
  backfillFeatures(input: {competition: $competition, season: $season}) {
    result {
      __typename
      ... on Job {
        id
        kind
        status
        done
        total
        createdAt
      }
      ... on Error {
        code
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BackfillFeaturesMutation, BackfillFeaturesMutationVariables>;
export const CreateApiKeyDocument = new TypedDocumentString(`
    mutation CreateApiKey($input: CreateApiKeyInput! = {name: "a front end", role: READER, rateLimit: 600}) {
  createApiKey(input: $input) {
    result {
      __typename
      ... on CreatedApiKey {
        key
        apiKey {
          prefix
          name
          role
          expiresAt
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const DataStatusDocument = new TypedDocumentString(`
    query DataStatus {
  dataSources {
    name
    payloads
    byteCount
    matches
    lastFetchedAt
    lastRun {
      status
      finishedAt
      error
    }
  }
  collectionRuns(first: 5) {
    totalCount
    nodes {
      source
      status
      startedAt
      finishedAt
      added
      changed
      unchanged
      refused
      error
    }
  }
  dataQuality {
    competition {
      code
      name
    }
    matches
    finished
    withoutHalfTime
    withoutShots
    withoutOdds
    overdue
    unrated
    firstKickoff
    lastKickoff
  }
}
    `) as unknown as TypedDocumentString<DataStatusQuery, DataStatusQueryVariables>;
export const ExplanationDocument = new TypedDocumentString(`
    query Explanation($competitions: [String!] = ["E0", "SP1", "I1", "D1", "F1"]) {
  matches(first: 1, orderBy: KICKOFF_DESC, where: {competitions: $competitions}) {
    nodes {
      kickoff
      home {
        name
      }
      away {
        name
      }
      prediction {
        ... on Prediction {
          outcome {
            home
            draw
            away
          }
          explanation {
            __typename
            ... on Explanation {
              competition
              baseRate {
                home
                draw
                away
              }
              contributions {
                group
                sentence
                points {
                  home
                  draw
                  away
                }
                logOdds {
                  home
                  draw
                  away
                }
                features {
                  name
                  value
                  mean
                }
              }
            }
            ... on Error {
              message
            }
          }
        }
        ... on Error {
          code
          message
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ExplanationQuery, ExplanationQueryVariables>;
export const FollowMatchDocument = new TypedDocumentString(`
    subscription FollowMatch($matchId: ID, $after: Int, $replay: MatchReplay = {speed: 300}) {
  matchPrediction(matchId: $matchId, after: $after, replay: $replay) {
    __typename
    ... on MatchUpdate {
      ...Told
    }
    ... on Gap {
      from
      to
      snapshot {
        ...Told
      }
    }
  }
}
    fragment Told on MatchUpdate {
  sequence
  prediction {
    ... on Prediction {
      outcome {
        home
        draw
        away
      }
      markets {
        totalGoals(line: 2.5) {
          over
          under
        }
      }
    }
    ... on Error {
      code
      message
    }
  }
  state {
    phase
    clock {
      time
      running
    }
    score {
      home
      away
    }
    home {
      redCards
    }
    away {
      redCards
    }
  }
  cause
  event {
    kind
    time
    side
    player
  }
  change {
    home
    draw
    away
  }
  match {
    home {
      name
    }
    away {
      name
    }
  }
}`) as unknown as TypedDocumentString<FollowMatchSubscription, FollowMatchSubscriptionVariables>;
export const HeadToHeadDocument = new TypedDocumentString(`
    query HeadToHead($one: String! = "Bayern Munich", $other: String! = "Dortmund") {
  matches(
    first: 10
    orderBy: KICKOFF_DESC
    where: {team: {name: $one}, opponent: {name: $other}}
  ) {
    totalCount
    nodes {
      kickoff
      season {
        label
      }
      home {
        name
      }
      away {
        name
      }
      halfTime {
        home
        away
      }
      score {
        home
        away
        outcome
      }
      statistics {
        homeShots
        awayShots
        homeCorners
        awayCorners
        homeRedCards
        awayRedCards
      }
    }
  }
}
    `) as unknown as TypedDocumentString<HeadToHeadQuery, HeadToHeadQueryVariables>;
export const HealthDocument = new TypedDocumentString(`
    query Health {
  health {
    status
    version
    message
    checks {
      name
      status
      required
      observedValue
      observedUnit
      durationMs
      message
    }
  }
  systemMetrics {
    uptimeS
    cpuS
    residentBytes
    threads
    databaseBytes
    databaseConnections
  }
  viewer {
    name
    authenticated
  }
}
    `) as unknown as TypedDocumentString<HealthQuery, HealthQueryVariables>;
export const HypotheticalMatchDocument = new TypedDocumentString(`
    query HypotheticalMatch($home: TeamRef! = {name: "Bayern Munich", country: "Germany"}, $away: TeamRef! = {name: "Dortmund", country: "Germany"}, $competition: String! = "D1", $kickoff: DateTime! = "2008-05-10T13:30:00Z", $neutral: Boolean! = false) {
  hypotheticalMatch(
    home: $home
    away: $away
    competition: $competition
    kickoff: $kickoff
    neutral: $neutral
  ) {
    __typename
    ... on Prediction {
      outcome {
        home
        draw
        away
      }
      expectedGoals {
        home
        away
      }
      markets {
        correctScore(max: 3) {
          home
          away
          probability
        }
        totalGoals {
          over
          under
        }
      }
      dataCutoff
      inSample
    }
    ... on InsufficientData {
      missing
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<HypotheticalMatchQuery, HypotheticalMatchQueryVariables>;
export const JobProgressDocument = new TypedDocumentString(`
    subscription JobProgress($id: ID) {
  jobProgress(id: $id) {
    id
    kind
    status
    done
    total
    progress
    result
    error
  }
}
    `) as unknown as TypedDocumentString<JobProgressSubscription, JobProgressSubscriptionVariables>;
export const LeagueRatingsDocument = new TypedDocumentString(`
    query LeagueRatings($competition: String! = "D1", $season: String, $asOf: DateTime) {
  ratings(competition: $competition, season: $season, asOf: $asOf, first: 30) {
    totalCount
    nodes {
      team {
        name
      }
      rating {
        elo
        piHome
        piAway
        knownAt
      }
    }
  }
  competition(code: $competition) {
    name
    country
    seasons {
      code
      label
    }
  }
}
    `) as unknown as TypedDocumentString<LeagueRatingsQuery, LeagueRatingsQueryVariables>;
export const LiveHealthDocument = new TypedDocumentString(`
    subscription LiveHealth {
  health(probe: FULL) {
    status
    message
    checks {
      name
      status
      durationMs
      message
    }
  }
}
    `) as unknown as TypedDocumentString<LiveHealthSubscription, LiveHealthSubscriptionVariables>;
export const LiveMatchesDocument = new TypedDocumentString(`
    subscription LiveMatches($competition: String, $after: Int) {
  liveMatches(competition: $competition, after: $after) {
    __typename
    ... on LiveMatchesSnapshot {
      sequence
      matches {
        ...Line
      }
    }
    ... on LiveMatchUpdate {
      sequence
      update {
        ...Line
        event {
          kind
          time
          side
          player
        }
      }
    }
    ... on LiveMatchesGap {
      from
      to
      snapshot {
        sequence
        matches {
          ...Line
        }
      }
    }
  }
}
    fragment Line on MatchUpdate {
  matchId
  sequence
  match {
    competition {
      name
    }
    home {
      name
    }
    away {
      name
    }
  }
  state {
    phase
    clock {
      time
    }
    score {
      home
      away
    }
  }
  prediction {
    ... on Prediction {
      outcome {
        home
        draw
        away
      }
    }
    ... on Error {
      code
      message
    }
  }
  replay {
    speed
  }
}`) as unknown as TypedDocumentString<LiveMatchesSubscription, LiveMatchesSubscriptionVariables>;
export const MatchEventsDocument = new TypedDocumentString(`
    query MatchEvents {
  matches(first: 1, orderBy: KICKOFF_DESC, where: {toldLive: true}) {
    nodes {
      id
      home {
        name
      }
      away {
        name
      }
      status
      live {
        sequence
        state {
          phase
          clock {
            time
          }
          score {
            home
            away
          }
          missingEvents
        }
      }
      timeline {
        kind
        time
        side
        player
        score {
          home
          away
        }
      }
      events(first: 50) {
        eventId
        kind
        time
        side
        player
        target
        replacement {
          kind
          time
          side
          player
        }
        source
        occurredAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<MatchEventsQuery, MatchEventsQueryVariables>;
export const MatchFeaturesDocument = new TypedDocumentString(`
    mutation MatchFeatures($team: TeamRef = {name: "Bayern Munich", country: "Germany"}, $opponent: TeamRef = {name: "Dortmund", country: "Germany"}, $matchId: ID, $asOf: DateTime) {
  computeMatchFeatures(
    input: {team: $team, opponent: $opponent, matchId: $matchId, asOf: $asOf}
  ) {
    result {
      __typename
      ... on FeatureRow {
        id
        asOf
        digest
        match {
          kickoff
          home {
            name
          }
          away {
            name
          }
        }
        values {
          name
          value
        }
      }
      ... on InsufficientData {
        missing
      }
      ... on Error {
        code
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<MatchFeaturesMutation, MatchFeaturesMutationVariables>;
export const MatchPredictionDocument = new TypedDocumentString(`
    query MatchPrediction($competitions: [String!] = ["E0", "SP1", "I1", "D1", "F1"]) {
  matches(first: 1, orderBy: KICKOFF_DESC, where: {competitions: $competitions}) {
    nodes {
      id
      kickoff
      status
      home {
        name
      }
      away {
        name
      }
      competition {
        name
      }
      season {
        label
      }
      score {
        home
        away
      }
      prediction {
        __typename
        ... on Prediction {
          outcome {
            home
            draw
            away
          }
          expectedGoals {
            home
            away
          }
          markets {
            matchResult {
              homeOdds
              drawOdds
              awayOdds
            }
            correctScore(max: 5) {
              home
              away
              probability
              odds
            }
            totalGoals(line: 2.5) {
              over
              under
              overOdds
              underOdds
            }
            bothTeamsToScore {
              yes
              no
            }
            asianHandicap(line: -0.25) {
              home {
                win
                halfLoss
                loss
                odds
              }
              away {
                odds
              }
            }
            doubleChance {
              homeOrDraw
              homeOrAway
              drawOrAway
            }
            drawNoBet {
              home
              away
            }
            winToNil {
              home
              away
            }
          }
          model {
            name
            version
            sha256
          }
          featureSet
          featureDigest
          dataCutoff
          madeAt
          inSample
        }
        ... on InsufficientData {
          missing
        }
        ... on Error {
          code
          message
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<MatchPredictionQuery, MatchPredictionQueryVariables>;
export const ModelPerformanceDocument = new TypedDocumentString(`
    query ModelPerformance($name: String = "match", $competition: String) {
  model(name: $name) {
    version
    champion
    challenger
    dataCutoff
    performance(competition: $competition) {
      __typename
      ... on ModelPerformance {
        from
        to
        n
        rps
        logLoss
        calibrationError
        baseRates {
          matches
          figures {
            rps
          }
          model {
            rps
          }
        }
        market {
          matches
          figures {
            rps
          }
          model {
            rps
          }
        }
        bins {
          home {
            count
            meanForecast
            observed
            low
            high
          }
        }
      }
      ... on Error {
        code
        message
      }
    }
    versions(first: 10) {
      nodes {
        version
        registeredAt
        champion
      }
    }
    promotions(first: 10) {
      nodes {
        kind
        version
        previous
        at
        actor
        reason
        comparison {
          rpsDifference
          low
          high
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ModelPerformanceQuery, ModelPerformanceQueryVariables>;
export const ModelsDocument = new TypedDocumentString(`
    query Models {
  models {
    nodes {
      name
      version
      champion
      challenger
      serving
      dataCutoff
      trainingRows
      featureSet
      sha256
      metrics
    }
  }
}
    `) as unknown as TypedDocumentString<ModelsQuery, ModelsQueryVariables>;
export const PointInTimeDocument = new TypedDocumentString(`
    query PointInTime($early: DateTime! = "2006-01-01T00:00:00Z", $one: String! = "Bayern Munich", $other: String! = "Dortmund") {
  matches(
    first: 1
    orderBy: KICKOFF_DESC
    where: {team: {name: $one}, opponent: {name: $other}}
  ) {
    nodes {
      kickoff
      home {
        name
      }
      away {
        name
      }
      early: prediction(asOf: $early) {
        ...Receipt
      }
      atKickoff: prediction {
        ...Receipt
      }
      features {
        ... on Features {
          asOf
          digest
          values {
            name
            value
          }
        }
        ... on Error {
          message
        }
      }
    }
  }
}
    fragment Receipt on PredictionResult {
  ... on Prediction {
    dataCutoff
    featureDigest
    outcome {
      home
      draw
      away
    }
  }
  ... on InsufficientData {
    missing
  }
  ... on Error {
    code
    message
  }
}`) as unknown as TypedDocumentString<PointInTimeQuery, PointInTimeQueryVariables>;
export const PredictMatchesDocument = new TypedDocumentString(`
    mutation PredictMatches($upcoming: Int = 5, $matchIds: [ID!]) {
  predictMatches(input: {upcoming: $upcoming, matchIds: $matchIds}) {
    result {
      __typename
      ... on PredictionList {
        results {
          __typename
          ... on Prediction {
            id
            sequence
            match {
              kickoff
              home {
                name
              }
              away {
                name
              }
            }
            outcome {
              home
              draw
              away
            }
            madeAt
          }
          ... on InsufficientData {
            missing
          }
          ... on Error {
            code
            message
          }
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PredictMatchesMutation, PredictMatchesMutationVariables>;
export const PredictionHistoryDocument = new TypedDocumentString(`
    query PredictionHistory($first: Int! = 10, $where: PredictionWhere) {
  predictions(first: $first, where: $where) {
    totalCount
    nodes {
      id
      sequence
      kind
      madeAt
      inSample
      outcome {
        home
        draw
        away
      }
      model {
        name
        version
      }
      match {
        kickoff
        status
        home {
          name
        }
        away {
          name
        }
        score {
          home
          away
          outcome
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<PredictionHistoryQuery, PredictionHistoryQueryVariables>;
export const PromoteModelVersionDocument = new TypedDocumentString(`
    mutation PromoteModelVersion($input: PromoteModelVersionInput! = {name: "match", version: "2.0.0"}) {
  promoteModelVersion(input: $input) {
    result {
      __typename
      ... on ChampionChange {
        promotion {
          kind
          version
          previous
          at
          actor
          reason
        }
        champion {
          version
          champion
          serving
        }
        warning
      }
      ... on PromotionRefused {
        comparison {
          matches
          champion {
            rps
            calibrationError
          }
          candidate {
            rps
            calibrationError
          }
          rpsDifference
          low
          high
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PromoteModelVersionMutation, PromoteModelVersionMutationVariables>;
export const RecordMatchEventDocument = new TypedDocumentString(`
    mutation RecordMatchEvent($matchId: ID! = "TWF0Y2g6MQ==", $key: String! = "first-goal") {
  recordMatchEvent(
    input: {matchId: $matchId, idempotencyKey: $key, kind: GOAL, minute: 23, side: HOME, player: "A striker"}
  ) {
    result {
      __typename
      ... on MatchUpdate {
        sequence
        event {
          eventId
        }
        state {
          score {
            home
            away
          }
        }
        change {
          home
          draw
          away
        }
      }
      ... on ValidationFailed {
        field
      }
      ... on Error {
        code
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RecordMatchEventMutation, RecordMatchEventMutationVariables>;
export const RollbackModelDocument = new TypedDocumentString(`
    mutation RollbackModel($name: String! = "match", $reason: String) {
  rollbackModel(input: {name: $name, reason: $reason}) {
    result {
      __typename
      ... on ChampionChange {
        promotion {
          version
          previous
          at
          reason
        }
        champion {
          version
          serving
        }
        warning
      }
      ... on Error {
        code
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RollbackModelMutation, RollbackModelMutationVariables>;
export const SettleMatchDocument = new TypedDocumentString(`
    mutation SettleMatch($matchId: ID! = "TWF0Y2g6MQ==") {
  settleMatch(input: {matchId: $matchId}) {
    result {
      __typename
      ... on MatchSettlement {
        match {
          kickoff
          home {
            name
          }
          away {
            name
          }
          score {
            home
            away
          }
        }
        outcome
        settledAt
        baseRates {
          home
          draw
          away
        }
        market {
          home
          draw
          away
        }
        scores {
          predictionId
          rps
          logLoss
          brier
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SettleMatchMutation, SettleMatchMutationVariables>;
export const StartCollectionDocument = new TypedDocumentString(`
    mutation StartCollection($source: CollectionSource! = ARCHIVE, $competitions: [String!], $seasons: [String!]) {
  startCollection(
    input: {source: $source, competitions: $competitions, seasons: $seasons}
  ) {
    result {
      __typename
      ... on Job {
        id
        kind
        status
        input
      }
      ... on ValidationFailed {
        field
      }
      ... on Error {
        code
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<StartCollectionMutation, StartCollectionMutationVariables>;
export const TeamFormDocument = new TypedDocumentString(`
    query TeamForm($name: String! = "Bayern Munich", $country: String = "Germany") {
  team(name: $name, country: $country) {
    name
    country
    aliases {
      source
      alias
    }
    form(last: 5) {
      letters
      points
      entries {
        result
        venue
        goalsFor
        goalsAgainst
        opponent {
          name
        }
        match {
          kickoff
          competition {
            code
          }
        }
      }
    }
    home: stats(venue: HOME) {
      played
      won
      drawn
      lost
      goals {
        perMatch
      }
      goalsAgainst {
        perMatch
      }
      cleanSheets
    }
    away: stats(venue: AWAY) {
      played
      won
      drawn
      lost
      goals {
        perMatch
      }
      goalsAgainst {
        perMatch
      }
      cleanSheets
    }
    ratings(last: 10) {
      knownAt
      elo
      piHome
      piAway
    }
    features {
      ... on TeamFeatures {
        asOf
        attack
        defence
        homeEdge
        matches
      }
      ... on InsufficientData {
        missing
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TeamFormQuery, TeamFormQueryVariables>;
export const TrackRecordDocument = new TypedDocumentString(`
    query TrackRecord($where: TrackRecordWhere, $groupBy: [TrackRecordGroup!] = []) {
  trackRecord(where: $where, groupBy: $groupBy, count: LAST) {
    model
    competition
    season
    matches
    predictions {
      n
      rps
      logLoss
      brier
      calibrationError
      calibration {
        home {
          count
          meanForecast
          observed
          low
          high
        }
      }
    }
    againstBaseRates {
      predictions {
        n
        rps
      }
      reference {
        rps
      }
    }
    againstMarket {
      predictions {
        n
        rps
      }
      reference {
        rps
      }
    }
    skillShare
  }
}
    `) as unknown as TypedDocumentString<TrackRecordQuery, TrackRecordQueryVariables>;
export const UpcomingMatchesDocument = new TypedDocumentString(`
    query UpcomingMatches($from: DateTime, $first: Int! = 10) {
  matches(
    first: $first
    orderBy: KICKOFF_ASC
    where: {kind: LEAGUE, from: $from, status: [SCHEDULED]}
  ) {
    totalCount
    nodes {
      id
      kickoff
      kickoffTimeKnown
      competition {
        code
        name
      }
      home {
        name
        form(last: 5) {
          letters
        }
      }
      away {
        name
        form(last: 5) {
          letters
        }
      }
      prediction {
        ... on Prediction {
          outcome {
            home
            draw
            away
          }
          expectedGoals {
            home
            away
          }
        }
        ... on Error {
          code
          message
        }
      }
      odds(first: 1) {
        bookmaker
        taken
        home
        draw
        away
        overround
        impliedProbabilities {
          home
          draw
          away
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
  known: matches(first: 1, orderBy: KICKOFF_DESC, where: {kind: LEAGUE}) {
    nodes {
      kickoff
      status
      competition {
        code
      }
      home {
        name
      }
      away {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<UpcomingMatchesQuery, UpcomingMatchesQueryVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    name
    role
    authenticated
    key {
      prefix
      expiresAt
    }
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const WhyItMovedDocument = new TypedDocumentString(`
    query WhyItMoved($matchId: ID, $from: Int, $to: Int) {
  predictionDelta(matchId: $matchId, from: $from, to: $to) {
    ... on PredictionDelta {
      from
      to
      before {
        home
        draw
        away
      }
      after {
        home
        draw
        away
      }
      change {
        home
        draw
        away
      }
      parts {
        cause
        home
        draw
        away
      }
      steps {
        sequence
        cause
        event {
          kind
          time
          side
          player
        }
        change {
          home
          draw
          away
        }
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WhyItMovedQuery, WhyItMovedQueryVariables>;