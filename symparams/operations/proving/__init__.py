"""Whether a count depends on a symbol: the proof, the witness, the certificate."""
