"""Results for other programs, each form a file of its own; what a study asks for is ``[study] interchange``.

In a release each is made from the safe tables alone, as everything else there is.
"""
