from ctxhooks.render.runtime import LoopContext, Macro, missing, str_join  # generated from templates/rules_loaded.md.j2 by tools/compile_templates.py: do not edit
name = 'rules_loaded.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_gone = resolve('gone')
    l_0_t = resolve('t')
    l_0_whole = resolve('whole')
    l_0_rest = resolve('rest')
    l_0_named = missing
    pass
    def macro(l_1_item):
        t_1 = []
        if l_1_item is missing:
            l_1_item = undefined("parameter 'item' was not provided", name='item')
        pass
        t_1.extend((
            str(environment.getitem((undefined(name='t') if l_0_t is missing else l_0_t), str_join(('category_', environment.getattr(l_1_item, 'category'), )))),
            ' ',
            str(environment.getattr(l_1_item, 'name')),
        ))
        return concat(t_1)
    context.exported_vars.add('named')
    context.vars['named'] = l_0_named = Macro(environment, macro, 'named', ('item',), False, False, False, context.eval_ctx.autoescape)
    if (undefined(name='gone') if l_0_gone is missing else l_0_gone):
        pass
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'news_gone'))
        yield ': '
        l_1_loop = missing
        for l_1_item, l_1_loop in LoopContext((undefined(name='gone') if l_0_gone is missing else l_0_gone), undefined):
            _loop_vars = {}
            pass
            yield str(environment.call(context, (undefined(name='named') if l_0_named is missing else l_0_named), l_1_item, _loop_vars=_loop_vars))
            yield str(('.' if environment.getattr(l_1_loop, 'last') else ', '))
        l_1_loop = l_1_item = missing
        yield '\n'
    if ((undefined(name='whole') if l_0_whole is missing else l_0_whole) or (undefined(name='rest') if l_0_rest is missing else l_0_rest)):
        pass
        yield str(environment.getattr((undefined(name='t') if l_0_t is missing else l_0_t), 'news_new'))
        yield '\n'
    for l_1_text in (undefined(name='whole') if l_0_whole is missing else l_0_whole):
        _loop_vars = {}
        pass
        yield '\n'
        yield str(l_1_text)
        yield '\n'
    l_1_text = missing
    l_1_loop = missing
    for l_1_item, l_1_loop in LoopContext((undefined(name='rest') if l_0_rest is missing else l_0_rest), undefined):
        l_1_folder = resolve('folder')
        _loop_vars = {}
        pass
        yield str(('\n' if environment.getattr(l_1_loop, 'first') else ''))
        yield '- '
        yield str(environment.call(context, (undefined(name='named') if l_0_named is missing else l_0_named), l_1_item, _loop_vars=_loop_vars))
        yield ', '
        yield str(environment.getattr(l_1_item, 'tokens'))
        yield ': '
        yield str((undefined(name='folder') if l_1_folder is missing else l_1_folder))
        yield '/'
        yield str(environment.getattr(l_1_item, 'rule'))
        yield '\n'
    l_1_loop = l_1_item = l_1_folder = missing

blocks = {}
debug_info = '1=16&2=22&4=29&5=31&8=41&9=43&11=45&13=49&15=53&16=57'
