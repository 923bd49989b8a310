"""An invented GitHub that answers on this machine: for tests and for the demonstration.

It stands apart: it imports nothing else of this project, and only the command line may import it.
`world` holds what exists, `server` serves it, `history` invents the demonstration's past.
"""
