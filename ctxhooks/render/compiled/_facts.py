from ctxhooks.render.runtime import LoopContext, Macro, missing, str_join  # generated from templates/_facts.md.j2 by tools/compile_templates.py: do not edit
name = '_facts.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_line = l_0_lists = l_0_branch = missing
    t_1 = environment.filters['enclosed']





    t_2 = environment.filters['fill']





    pass
    def macro(l_1_fact):
        t_3 = []
        l_1_t = resolve('t')
        l_1_kind = l_1_text = l_1_detail = missing
        if l_1_fact is missing:
            l_1_fact = undefined("parameter 'fact' was not provided", name='fact')
        pass
        (l_1_kind, l_1_text, l_1_detail) = (environment.getattr(l_1_fact, 'kind'), environment.getattr(l_1_fact, 'text'), environment.getattr(l_1_fact, 'detail'))
        if ((undefined(name='kind') if l_1_kind is missing else l_1_kind) == 'task'):
            pass
            t_3.extend((
                str((str_join(('[', environment.getattr((undefined(name='t') if l_1_t is missing else l_1_t), 'in_progress'), '] ', )) if ((undefined(name='detail') if l_1_detail is missing else l_1_detail) == 'in_progress') else '')),
                str((undefined(name='text') if l_1_text is missing else l_1_text)),
            ))
        elif ((undefined(name='kind') if l_1_kind is missing else l_1_kind) in ['failing', 'failed_before']):
            pass
            t_3.extend((
                '`',
                str((undefined(name='text') if l_1_text is missing else l_1_text)),
                '`',
                str(t_1((undefined(name='detail') if l_1_detail is missing else l_1_detail), ' → ')),
            ))
        elif ((undefined(name='kind') if l_1_kind is missing else l_1_kind) == 'command'):
            pass
            t_3.extend((
                '`',
                str((undefined(name='text') if l_1_text is missing else l_1_text)),
                '`',
            ))
        elif ((undefined(name='kind') if l_1_kind is missing else l_1_kind) in ['answer', 'request']):
            pass
            t_3.extend((
                str(t_1((undefined(name='detail') if l_1_detail is missing else l_1_detail), '', ' → ')),
                '“',
                str((undefined(name='text') if l_1_text is missing else l_1_text)),
                '”',
            ))
        elif ((undefined(name='kind') if l_1_kind is missing else l_1_kind) == 'constraint'):
            pass
            t_3.extend((
                '“',
                str((undefined(name='text') if l_1_text is missing else l_1_text)),
                '”',
                str(t_1((undefined(name='detail') if l_1_detail is missing else l_1_detail), ' ')),
            ))
        elif ((undefined(name='kind') if l_1_kind is missing else l_1_kind) == 'commit'):
            pass
            t_3.extend((
                str((undefined(name='text') if l_1_text is missing else l_1_text)),
                str(t_1((undefined(name='detail') if l_1_detail is missing else l_1_detail), ' ')),
            ))
        else:
            pass
            t_3.extend((
                str((undefined(name='text') if l_1_text is missing else l_1_text)),
                str(t_1((undefined(name='detail') if l_1_detail is missing else l_1_detail), ' — ')),
            ))
        return concat(t_3)
    context.exported_vars.add('line')
    context.vars['line'] = l_0_line = Macro(environment, macro, 'line', ('fact',), False, False, False, context.eval_ctx.autoescape)
    yield '\n'
    def macro(l_1_groups):
        t_4 = []
        if l_1_groups is missing:
            l_1_groups = undefined("parameter 'groups' was not provided", name='groups')
        pass
        l_2_loop = missing
        for (l_2_kind, l_2_facts), l_2_loop in LoopContext(l_1_groups, undefined):
            l_2_t = resolve('t')
            _loop_vars = {}
            pass
            t_4.extend((
                '\n## ',
                str(environment.getitem((undefined(name='t') if l_2_t is missing else l_2_t), str_join(('kind_', l_2_kind, )))),
                '\n',
            ))
            def t_5(fiter):
                for l_3_fact in fiter:
                    if environment.getattr(l_3_fact, 'earlier'):
                        yield l_3_fact
            l_3_loop = missing
            for l_3_fact, l_3_loop in LoopContext(t_5(l_2_facts), undefined):
                _loop_vars = {}
                pass
                t_4.extend((
                    str(('; ' if (not environment.getattr(l_3_loop, 'first')) else ('- ' if (l_2_kind == 'failed_before') else str_join(('- ', environment.getattr((undefined(name='t') if l_2_t is missing else l_2_t), 'earlier'), ': ', ))))),
                    str(environment.call(context, (undefined(name='line') if l_0_line is missing else l_0_line), l_3_fact, _loop_vars=_loop_vars)),
                    str(('\n' if environment.getattr(l_3_loop, 'last') else '')),
                ))
            l_3_loop = l_3_fact = missing
            def t_6(fiter):
                for l_3_fact in fiter:
                    if (not environment.getattr(l_3_fact, 'earlier')):
                        yield l_3_fact
            for l_3_fact in t_6(l_2_facts):
                _loop_vars = {}
                pass
                t_4.extend((
                    '- ',
                    str(environment.call(context, (undefined(name='line') if l_0_line is missing else l_0_line), l_3_fact, _loop_vars=_loop_vars)),
                    '\n',
                ))
            l_3_fact = missing
        l_2_loop = l_2_kind = l_2_facts = l_2_t = missing
        return concat(t_4)
    context.exported_vars.add('lists')
    context.vars['lists'] = l_0_lists = Macro(environment, macro, 'lists', ('groups',), False, False, False, context.eval_ctx.autoescape)
    yield '\n'
    def macro(l_1_git):
        t_7 = []
        l_1_t = resolve('t')
        if l_1_git is missing:
            l_1_git = undefined("parameter 'git' was not provided", name='git')
        pass
        t_7.extend((
            str(environment.getattr((undefined(name='t') if l_1_t is missing else l_1_t), 'branch')),
            ': ',
            str(environment.getattr(l_1_git, 'branch')),
            str(t_1(environment.getattr(l_1_git, 'head'), ' @ ')),
            str((str_join((', ', t_2(environment.getattr((undefined(name='t') if l_1_t is missing else l_1_t), 'dirty'), n=environment.getattr(l_1_git, 'dirty')), )) if environment.getattr(l_1_git, 'dirty') else '')),
            '\n',
        ))
        return concat(t_7)
    context.exported_vars.add('branch')
    context.vars['branch'] = l_0_branch = Macro(environment, macro, 'branch', ('git',), False, False, False, context.eval_ctx.autoescape)

blocks = {}
debug_info = '2=24&3=31&4=32&5=35&6=38&7=42&8=46&9=50&10=53&11=56&12=61&13=65&14=69&15=72&17=78&21=85&22=91&24=97&25=100&26=109&28=114&29=123&34=132&35=139'
