"""What is thrown at ctxhooks: kills, full disks, broken files, races, odd clocks and names; and what came of it."""
