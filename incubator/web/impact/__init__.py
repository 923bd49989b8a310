"""What a startup achieves and costs, as its pages show it."""
