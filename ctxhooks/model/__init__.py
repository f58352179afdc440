"""One frozen definition for each thing that is kept or passed on; imports nothing of ours."""
