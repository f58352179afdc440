"""One frozen definition for each thing that is kept or passed on, and what every room shares; of ours it imports `light` alone.

Each thing has a module of its own, named after it, so that its definition is found without a search. Grouping these small files would
say less. Beside them stands what all rooms use (`json_values`, `times`, `errors`).
"""
