"""The self-service operations and what comes from outside, by subject.

    def unbind(context: Context, request: Unbind) -> Refusal: ...

A handler goes from rule to rule and then does its effect. It returns NONE or the refusal of the
first rule that refused; what it answers with it leaves in `context.data`. It decides nothing
itself: a limit or a condition stands in `engine`. `register` says which operation it carries out.
"""
