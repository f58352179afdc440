from ctxhooks.render.runtime import Macro, missing  # generated from templates/_parts.md.j2 by tools/compile_templates.py: do not edit
name = '_parts.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_headed = l_0_ticked = missing
    t_1 = environment.filters['length']





    pass
    def macro(l_1_heading, l_1_text):
        t_2 = []
        if l_1_heading is missing:
            l_1_heading = undefined("parameter 'heading' was not provided", name='heading')
        if l_1_text is missing:
            l_1_text = undefined("parameter 'text' was not provided", name='text')
        pass
        if l_1_text:
            pass
            t_2.extend((
                '\n## ',
                str(l_1_heading),
                '\n',
                str(l_1_text),
                '\n',
            ))
        return concat(t_2)
    context.exported_vars.add('headed')
    context.vars['headed'] = l_0_headed = Macro(environment, macro, 'headed', ('heading', 'text'), False, False, False, context.eval_ctx.autoescape)
    yield '\n'
    def macro(l_1_done, l_1_all):
        t_3 = []
        if l_1_done is missing:
            l_1_done = undefined("parameter 'done' was not provided", name='done')
        if l_1_all is missing:
            l_1_all = undefined("parameter 'all' was not provided", name='all')
        pass
        t_3.extend((
            '(',
            str(l_1_done),
            '/',
            str(t_1(l_1_all)),
            ')',
        ))
        return concat(t_3)
    context.exported_vars.add('ticked')
    context.vars['ticked'] = l_0_ticked = Macro(environment, macro, 'ticked', ('done', 'all'), False, False, False, context.eval_ctx.autoescape)

blocks = {}
debug_info = '2=18&3=25&5=29&6=31&10=38&11=47'
