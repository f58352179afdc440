from ctxhooks.render.runtime import LoopContext, missing, str_join  # generated from templates/history.md.j2 by tools/compile_templates.py: do not edit
name = 'history.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_groups = resolve('groups')
    pass
    l_1_loop = missing
    for (l_1_kind, l_1_texts), l_1_loop in LoopContext((undefined(name='groups') if l_0_groups is missing else l_0_groups), undefined):
        l_1_t = resolve('t')
        _loop_vars = {}
        pass
        yield str(('' if environment.getattr(l_1_loop, 'first') else '\n'))
        yield str(environment.getitem((undefined(name='t') if l_1_t is missing else l_1_t), str_join(('kind_', l_1_kind, ))))
        yield ':\n'
        for l_2_text in l_1_texts:
            _loop_vars = {}
            pass
            yield '- '
            yield str(l_2_text)
            yield '\n'
        l_2_text = missing
    l_1_loop = l_1_kind = l_1_texts = l_1_t = missing

blocks = {}
debug_info = '1=13&2=17&3=20&4=24'
