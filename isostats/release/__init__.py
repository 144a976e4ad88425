"""The gate: event tables made safe, and the attack on what is about to leave. A release is made from these alone."""
