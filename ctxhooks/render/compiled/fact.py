from ctxhooks.render.runtime import missing  # generated from templates/fact.md.j2 by tools/compile_templates.py: do not edit
name = 'fact.md.j2'

def root(context, missing=missing, environment=None):
    resolve = context.resolve_or_missing
    undefined = environment.undefined
    concat = environment.concat

    if 0: yield None
    l_0_fact = resolve('fact')
    l_0_line = missing
    pass
    included_template = environment.get_template('_facts.md.j2', 'fact.md.j2')._get_default_module(context)
    l_0_line = getattr(included_template, 'line', missing)
    if l_0_line is missing:
        l_0_line = undefined(f"the template {included_template.__name__!r} (imported on line 1 in 'fact.md.j2') does not export the requested name 'line'", name='line')
    context.vars['line'] = l_0_line
    context.exported_vars.discard('line')
    yield str(environment.call(context, (undefined(name='line') if l_0_line is missing else l_0_line), (undefined(name='fact') if l_0_fact is missing else l_0_fact)))

blocks = {}
debug_info = '1=13&2=19'
