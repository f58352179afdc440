from ctxhooks.render.runtime import LoopContext, Macro, missing, str_join  # generated from templates/task_context.md.j2 by tools/compile_templates.py: do not edit
name = 'task_context.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_t = resolve('t')
    l_0_agent = resolve('agent')
    l_0_task = resolve('task')
    l_0_total = resolve('total')
    l_0_taken = resolve('taken')
    l_0_cut = resolve('cut')
    l_0_left = resolve('left')
    l_0_missing = resolve('missing')
    l_0_documents = resolve('documents')
    l_0_costs = missing
    t_1 = environment.filters['fill']





    t_2 = environment.filters['join']





    pass
    def macro(l_1_items):
        t_3 = []
        if l_1_items is missing:
            l_1_items = undefined("parameter 'items' was not provided", name='items')
        pass
        l_2_loop = missing
        for (l_2_name, l_2_tokens), l_2_loop in LoopContext(l_1_items, undefined):
            _loop_vars = {}
            pass
            t_3.extend((
                str(l_2_name),
                ' (',
                str(l_2_tokens),
                ')',
                str(('' if environment.getattr(l_2_loop, 'last') else ', ')),
            ))
        l_2_loop = l_2_name = l_2_tokens = missing
        return concat(t_3)
    context.exported_vars.add('costs')
    context.vars['costs'] = l_0_costs = Macro(environment, macro, 'costs', ('items',), False, False, False, context.eval_ctx.autoescape)
    yield '# '
    yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'load_title'), agent=(undefined(name='agent') if l_0_agent is missing else l_0_agent), task=environment.getitem((undefined(name='t') if l_0_t is missing else l_0_t), str_join(('load_task_', (undefined(name='task') if l_0_task is missing else l_0_task), ))), total=(undefined(name='total') if l_0_total is missing else l_0_total)))
    yield '\n\n'
    def t_4(fiter):
        for (l_1_phrase, l_1_items) in fiter:
            if l_1_items:
                yield (l_1_phrase, l_1_items)
    for (l_1_phrase, l_1_items) in t_4([(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'load_taken'), (undefined(name='taken') if l_0_taken is missing else l_0_taken)), (environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'load_cut'), (undefined(name='cut') if l_0_cut is missing else l_0_cut)), (environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'load_left'), (undefined(name='left') if l_0_left is missing else l_0_left))]):
        _loop_vars = {}
        pass
        yield '- '
        yield str(t_1(l_1_phrase, names=environment.call(context, (undefined(name='costs') if l_0_costs is missing else l_0_costs), l_1_items, _loop_vars=_loop_vars)))
        yield '\n'
    l_1_phrase = l_1_items = missing
    if (undefined(name='missing') if l_0_missing is missing else l_0_missing):
        pass
        yield '- '
        yield str(t_1(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'load_missing'), names=t_2((undefined(name='missing') if l_0_missing is missing else l_0_missing), ', ')))
        yield '\n'
    for (l_1_name, l_1_text) in (undefined(name='documents') if l_0_documents is missing else l_0_documents):
        _loop_vars = {}
        pass
        yield '\n## '
        yield str(l_1_name)
        yield '\n\n'
        yield str(l_1_text)
        yield '\n'
    l_1_name = l_1_text = missing

blocks = {}
debug_info = '1=33&2=39&4=54&6=56&7=64&9=67&10=70&12=72&14=76&16=78'
