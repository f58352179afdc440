"""What stands in Claude's context: sources gathered, packed into the budget, written as rules and as the section.

A port's life is in `ports`; what a compaction gives back is in `compaction`.
"""
