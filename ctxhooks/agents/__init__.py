"""What passes between agents: handoffs, what an agent is given for a task, and how reliable that is.

Handoffs are stored in `store.handoffs`; the budget that a task context keeps to is packed by `loading.budget`.
"""
