"""What a text from outside may become: free of secrets, and free of what the client would act upon.

The transcript, the project and its documents are foreign; what reaches a file or Claude passes through here.
"""
