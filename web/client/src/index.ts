export { type Call, FootballClient, type Options } from './client.js';
export { type ApiError, ConnectionLost, mayPass, OperationFailed } from './errors.js';
export * from './operations.js';
export { trustedDocuments } from './trusted.js';
