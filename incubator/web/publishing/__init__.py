"""What the site announces to programs that follow it: feeds, sitemap, robots, publiccode.yml."""
