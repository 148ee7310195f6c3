package ai.inhouse.tokens;

/// Two neighbouring tokens that become one.
record BpeMerge(int left, int right) {}
