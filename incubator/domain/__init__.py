"""The programme's rules: pure functions over values, with no clock, file or table."""
