/** Identities by digest that workloads use, `user:password`. */
export const USERS = ['alice:secret', 'bob:secret'] as const;
