from ctxhooks.render.runtime import missing  # generated from templates/port_brief.md.j2 by tools/compile_templates.py: do not edit
name = 'port_brief.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_port = resolve('port')
    l_0_t = resolve('t')
    l_0_ticked = missing
    pass
    included_template = environment.get_template('_parts.md.j2', 'port_brief.md.j2')._get_default_module(context)
    l_0_ticked = getattr(included_template, 'ticked', missing)
    if l_0_ticked is missing:
        l_0_ticked = undefined(f"the template {included_template.__name__!r} (imported on line 1 in 'port_brief.md.j2') does not export the requested name 'ticked'", name='ticked')
    context.vars['ticked'] = l_0_ticked
    context.exported_vars.discard('ticked')
    yield str(((environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'goal') or environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'description')) or environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'title')))
    yield '\n'
    if environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'tasks'):
        pass
        yield '\n'
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'spec_tasks'))
        yield ' '
        yield str(environment.call(context, (undefined(name='ticked') if l_0_ticked is missing else l_0_ticked), environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'done'), environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'tasks')))
        yield '\n'
        def t_1(fiter):
            for l_1_task in fiter:
                if (not environment.getattr(l_1_task, 'done')):
                    yield l_1_task
        for l_1_task in t_1(environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'tasks')):
            _loop_vars = {}
            pass
            yield '- [ ] '
            yield str(environment.getattr(l_1_task, 'text'))
            yield '\n'
        l_1_task = missing
    if environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'decisions'):
        pass
        yield '\n'
        yield str(environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'decisions'))
        yield '\n'

blocks = {}
debug_info = '1=14&2=20&3=22&5=25&6=29&7=37&10=40&12=43'
