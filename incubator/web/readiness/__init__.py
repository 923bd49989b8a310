"""Gates of phases and quality standards: who is asked what, and what is answered."""
