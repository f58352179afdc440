"""One frozen definition for each thing that is kept or passed on, and what every room shares; imports nothing of ours.

Each thing has a module of its own, named after it, so that its definition is found without a search. Grouping these small files would
say less. Beside them stand what all rooms use (`json_values`, `times`, `patterns`, `errors`) and, as `light_…`, stand-ins for modules
of the standard library whose import would cost a hook too much.
"""
