from ctxhooks.render.runtime import missing, str_join  # generated from templates/dependencies.md.j2 by tools/compile_templates.py: do not edit
name = 'dependencies.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_t = resolve('t')
    l_0_ports = resolve('ports')
    t_1 = environment.filters['enclosed']





    pass
    yield '# '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'dependencies'))
    yield '\n'
    for (l_1_port, l_1_text) in (undefined(name='ports') if l_0_ports is missing else l_0_ports):
        _loop_vars = {}
        pass
        yield '\n## '
        yield str(environment.getattr(l_1_port, 'id'))
        yield str(t_1(environment.getattr(l_1_port, 'title'), ': '))
        yield ' ('
        yield str(environment.getitem((undefined(name='t') if l_0_t is missing else l_0_t), str_join(('status_', environment.getattr(l_1_port, 'status'), ))))
        yield ')\n'
        if l_1_text:
            pass
            yield str(l_1_text)
            yield '\n'
    l_1_port = l_1_text = missing

blocks = {}
debug_info = '1=20&2=22&4=26&5=31&6=33'
