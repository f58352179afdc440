from ctxhooks.render.runtime import missing  # generated from templates/brief.md.j2 by tools/compile_templates.py: do not edit
name = 'brief.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_name = resolve('name')
    l_0_what = resolve('what')
    l_0_port = resolve('port')
    l_0_t = resolve('t')
    l_0_more = resolve('more')
    l_0_phase = resolve('phase')
    t_1 = environment.filters['fill']





    pass
    yield '# '
    yield str((undefined(name='name') if l_0_name is missing else l_0_name))
    yield '\n'
    if (undefined(name='what') if l_0_what is missing else l_0_what):
        pass
        yield str((undefined(name='what') if l_0_what is missing else l_0_what))
        yield '\n'
    if (undefined(name='port') if l_0_port is missing else l_0_port):
        pass
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'brief_port'))
        yield ': '
        yield str((undefined(name='port') if l_0_port is missing else l_0_port))
        yield str((t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'brief_more'), n=(undefined(name='more') if l_0_more is missing else l_0_more)) if (undefined(name='more') if l_0_more is missing else l_0_more) else ''))
        yield '\n'
    if (undefined(name='phase') if l_0_phase is missing else l_0_phase):
        pass
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'brief_phase'))
        yield ': '
        yield str((undefined(name='phase') if l_0_phase is missing else l_0_phase))
        yield '\n'

blocks = {}
debug_info = '1=24&2=26&3=28&5=30&6=32&8=37&9=39'
