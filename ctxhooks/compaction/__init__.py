"""The way of a compaction: read on in the transcript, take a checkpoint, deliver afterwards what the summary lost.

Which facts a transcript holds is decided in `transcript`; how they are worded in `render`.
"""
