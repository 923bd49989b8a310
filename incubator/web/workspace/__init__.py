"""What people who sign in find here: their startups, incubators and administrations."""
