/** A mistake in the configuration: one line for the operator, without secrets. The process ends with code 2. */
export class ConfigurationMistake extends Error {}
