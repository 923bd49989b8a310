"""What other sites show of this one: previews, cards, badges, and what machines read in a page."""
