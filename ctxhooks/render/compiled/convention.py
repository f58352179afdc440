from ctxhooks.render.runtime import Macro, missing, str_join  # generated from templates/convention.md.j2 by tools/compile_templates.py: do not edit
name = 'convention.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_convention = resolve('convention')
    l_0_rules = resolve('rules')
    l_0_t = resolve('t')
    l_0_own = resolve('own')
    l_0_examples = missing
    t_1 = environment.filters['enclosed']





    pass
    def macro(l_1_shown, l_1_indent):
        t_2 = []
        if l_1_shown is missing:
            l_1_shown = undefined("parameter 'shown' was not provided", name='shown')
        if l_1_indent is missing:
            l_1_indent = undefined("parameter 'indent' was not provided", name='indent')
        pass
        for l_2_example in l_1_shown:
            _loop_vars = {}
            pass
            t_2.extend((
                str(l_1_indent),
                '- ',
                str(environment.getitem((undefined(name='t') if l_0_t is missing else l_0_t), str_join(('conv_', environment.getattr(l_2_example, 'kind'), )))),
                str(t_1(environment.getattr(l_2_example, 'why'), ' (', ')')),
                ':',
                str(t_1(environment.getattr(l_2_example, 'code'), ' `', '`')),
                '\n',
            ))
            for l_3_row in environment.getattr(l_2_example, 'rows'):
                _loop_vars = {}
                pass
                t_2.extend((
                    str(l_1_indent),
                    '  ',
                    str(l_3_row),
                    '\n',
                ))
            l_3_row = missing
        l_2_example = missing
        return concat(t_2)
    context.exported_vars.add('examples')
    context.vars['examples'] = l_0_examples = Macro(environment, macro, 'examples', ('shown', 'indent'), False, False, False, context.eval_ctx.autoescape)
    yield str((environment.getattr((undefined(name='convention') if l_0_convention is missing else l_0_convention), 'text') or str_join(('# ', environment.getattr((undefined(name='convention') if l_0_convention is missing else l_0_convention), 'name'), ))))
    yield '\n'
    if (environment.getattr((undefined(name='convention') if l_0_convention is missing else l_0_convention), 'description') and (not environment.getattr((undefined(name='convention') if l_0_convention is missing else l_0_convention), 'text'))):
        pass
        yield '\n'
        yield str(environment.getattr((undefined(name='convention') if l_0_convention is missing else l_0_convention), 'description'))
        yield '\n'
    if (undefined(name='rules') if l_0_rules is missing else l_0_rules):
        pass
        yield '\n## '
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'conv_rules'))
        yield '\n'
        for (l_1_rule, l_1_shown) in (undefined(name='rules') if l_0_rules is missing else l_0_rules):
            _loop_vars = {}
            pass
            yield '- '
            yield str((str_join((t_1(environment.getattr(l_1_rule, 'id'), '**', '**'), t_1(environment.getattr(l_1_rule, 'severity'), ' (', ')'), ': ', )) if environment.getattr(l_1_rule, 'id') else ''))
            yield str(environment.getattr(l_1_rule, 'description'))
            yield '\n'
            yield str(environment.call(context, (undefined(name='examples') if l_0_examples is missing else l_0_examples), l_1_shown, '  ', _loop_vars=_loop_vars))
        l_1_rule = l_1_shown = missing
    if (undefined(name='own') if l_0_own is missing else l_0_own):
        pass
        yield '\n'
        yield str(environment.call(context, (undefined(name='examples') if l_0_examples is missing else l_0_examples), (undefined(name='own') if l_0_own is missing else l_0_own), ''))

blocks = {}
debug_info = '1=22&2=29&3=33&4=41&5=45&9=55&10=57&12=60&14=62&16=65&17=67&18=71&19=74&22=76&24=79'
