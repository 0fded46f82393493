"""Cases: who the person is, what may happen to a piece, why nothing is sent, what came of it."""
