from ctxhooks.render.runtime import missing, str_join  # generated from templates/port.md.j2 by tools/compile_templates.py: do not edit
name = 'port.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_port = resolve('port')
    l_0_t = resolve('t')
    l_0_groups = resolve('groups')
    l_0_spec = resolve('spec')
    l_0_headed = l_0_ticked = missing
    pass
    included_template = environment.get_template('_parts.md.j2', 'port.md.j2')._get_default_module(context)
    l_0_headed = getattr(included_template, 'headed', missing)
    if l_0_headed is missing:
        l_0_headed = undefined(f"the template {included_template.__name__!r} (imported on line 1 in 'port.md.j2') does not export the requested name 'headed'", name='headed')
    l_0_ticked = getattr(included_template, 'ticked', missing)
    if l_0_ticked is missing:
        l_0_ticked = undefined(f"the template {included_template.__name__!r} (imported on line 1 in 'port.md.j2') does not export the requested name 'ticked'", name='ticked')
    context.vars.update({'headed': l_0_headed, 'ticked': l_0_ticked})
    context.exported_vars.difference_update(('headed', 'ticked'))
    yield '# '
    yield str((environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'title') if (environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'id') in environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'title')) else str_join((environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'port'), ' ', environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'id'), ': ', environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'title'), ))))
    yield '\n'
    if environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'body'):
        pass
        yield '\n'
        yield str(environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'body'))
        yield '\n'
    else:
        pass
        yield str(environment.call(context, (undefined(name='headed') if l_0_headed is missing else l_0_headed), environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'spec_goal'), environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'goal')))
        yield str(environment.call(context, (undefined(name='headed') if l_0_headed is missing else l_0_headed), environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'spec_description'), environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'description')))
        if environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'tasks'):
            pass
            yield '\n## '
            yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'spec_tasks'))
            yield ' '
            yield str(environment.call(context, (undefined(name='ticked') if l_0_ticked is missing else l_0_ticked), environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'done'), environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'tasks')))
            yield '\n'
            for (l_1_heading, l_1_tasks) in (undefined(name='groups') if l_0_groups is missing else l_0_groups):
                _loop_vars = {}
                pass
                if l_1_heading:
                    pass
                    yield '\n### '
                    yield str(l_1_heading)
                    yield '\n'
                for (l_2_number, l_2_task) in l_1_tasks:
                    _loop_vars = {}
                    pass
                    yield '- ['
                    yield str(('x' if environment.getattr(l_2_task, 'done') else ' '))
                    yield '] '
                    yield str(l_2_number)
                    yield '. '
                    yield str(environment.getattr(l_2_task, 'text'))
                    yield '\n'
                l_2_number = l_2_task = missing
            l_1_heading = l_1_tasks = missing
        yield str(environment.call(context, (undefined(name='headed') if l_0_headed is missing else l_0_headed), environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'spec_decisions'), environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'decisions')))
        yield str(environment.call(context, (undefined(name='headed') if l_0_headed is missing else l_0_headed), environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'spec_notes'), environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'notes')))
    yield '\n- `pal port task '
    yield str(environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'id'))
    yield ' N --done`: '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'command_task'))
    yield '\n- `pal port end '
    yield str(environment.getattr((undefined(name='port') if l_0_port is missing else l_0_port), 'id'))
    yield '`: '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'command_end'))
    yield '\n- '
    yield str((undefined(name='spec') if l_0_spec is missing else l_0_spec))
    yield ': '
    yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'spec_whole'))
    yield '\n'

blocks = {}
debug_info = '1=16&2=26&3=28&5=31&7=35&8=36&9=37&11=40&12=44&13=47&15=50&17=52&18=56&22=64&23=65&26=67&27=71&28=75'
