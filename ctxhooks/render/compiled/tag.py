from ctxhooks.render.runtime import missing  # generated from templates/tag.md.j2 by tools/compile_templates.py: do not edit
name = 'tag.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_path = resolve('path')
    l_0_t = resolve('t')
    l_0_name = resolve('name')
    l_0_text = resolve('text')
    t_1 = environment.filters['fill']





    pass
    yield str((t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'tag_cut'), name=(undefined(name='name') if l_0_name is missing else l_0_name), path=(undefined(name='path') if l_0_path is missing else l_0_path)) if (undefined(name='path') if l_0_path is missing else l_0_path) else t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'tag_given'), name=(undefined(name='name') if l_0_name is missing else l_0_name))))
    yield '\n'
    if (undefined(name='text') if l_0_text is missing else l_0_text):
        pass
        yield '\n'
        yield str((undefined(name='text') if l_0_text is missing else l_0_text))
        yield '\n'
    yield '\n'

blocks = {}
debug_info = '1=21&2=23&4=26'
