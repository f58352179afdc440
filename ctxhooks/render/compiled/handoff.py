from ctxhooks.render.runtime import Macro, missing, str_join  # generated from templates/handoff.md.j2 by tools/compile_templates.py: do not edit
name = 'handoff.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_t = resolve('t')
    l_0_from_agent = resolve('from_agent')
    l_0_to_agent = resolve('to_agent')
    l_0_task = resolve('task')
    l_0_phase = resolve('phase')
    l_0_history = resolve('history')
    l_0_listed = missing
    t_1 = environment.filters['fill']





    pass
    def macro(l_1_heading, l_1_items):
        t_2 = []
        if l_1_heading is missing:
            l_1_heading = undefined("parameter 'heading' was not provided", name='heading')
        if l_1_items is missing:
            l_1_items = undefined("parameter 'items' was not provided", name='items')
        pass
        if l_1_items:
            pass
            t_2.extend((
                str(l_1_heading),
                '\n',
            ))
            for l_2_item in l_1_items:
                _loop_vars = {}
                pass
                t_2.extend((
                    '- ',
                    str(l_2_item),
                    '\n',
                ))
            l_2_item = missing
        return concat(t_2)
    context.exported_vars.add('listed')
    context.vars['listed'] = l_0_listed = Macro(environment, macro, 'listed', ('heading', 'items'), False, False, False, context.eval_ctx.autoescape)
    yield '# '
    yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'handoff_title'), from_agent=(undefined(name='from_agent') if l_0_from_agent is missing else l_0_from_agent), to_agent=(undefined(name='to_agent') if l_0_to_agent is missing else l_0_to_agent)))
    yield '\n'
    if environment.getattr((undefined(name='task') if l_0_task is missing else l_0_task), 'spec'):
        pass
        yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_spec'), spec=environment.getattr((undefined(name='task') if l_0_task is missing else l_0_task), 'spec')))
        yield '\n'
    if (undefined(name='phase') if l_0_phase is missing else l_0_phase):
        pass
        yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_phase'), phase=environment.getitem((undefined(name='t') if l_0_t is missing else l_0_t), str_join(('session_phase_', (undefined(name='phase') if l_0_phase is missing else l_0_phase), )))))
        yield '\n'
    if environment.getattr((undefined(name='task') if l_0_task is missing else l_0_task), 'next'):
        pass
        yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'session_next'), step=environment.getattr((undefined(name='task') if l_0_task is missing else l_0_task), 'next')))
        yield '\n'
    yield str(environment.call(context, (undefined(name='listed') if l_0_listed is missing else l_0_listed), environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'handoff_decisions'), environment.getattr((undefined(name='task') if l_0_task is missing else l_0_task), 'decisions')))
    yield str(environment.call(context, (undefined(name='listed') if l_0_listed is missing else l_0_listed), environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'handoff_blocking'), environment.getattr((undefined(name='task') if l_0_task is missing else l_0_task), 'blocking')))
    yield str(environment.call(context, (undefined(name='listed') if l_0_listed is missing else l_0_listed), environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'handoff_completed'), environment.getattr((undefined(name='task') if l_0_task is missing else l_0_task), 'completed')))
    yield str(environment.call(context, (undefined(name='listed') if l_0_listed is missing else l_0_listed), environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'handoff_artifacts'), environment.getattr((undefined(name='task') if l_0_task is missing else l_0_task), 'artifacts')))
    if (undefined(name='history') if l_0_history is missing else l_0_history):
        pass
        yield str((undefined(name='history') if l_0_history is missing else l_0_history))
        yield '\n'

blocks = {}
debug_info = '1=24&2=31&3=34&4=37&5=42&9=50&10=52&11=54&13=56&14=58&16=60&17=62&19=64&20=65&21=66&22=67&23=68&24=70'
