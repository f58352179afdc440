// In Claude Code's own process, from 2.1.287 on: what a compaction's summary lost is appended to the summary itself.
// The Python hook is asked twice: ahead, which tells the other hooks that this one serves, and behind, with the summary.
// Whatever fails, the compaction goes on as if this were not here, and the next prompt brings what is still pending.
const HOOK = decodeURIComponent(new URL("./session-compact.py", import.meta.url).pathname);
const WAIT = 20000; // milliseconds

export function register(on) {
  on("session.compact", async ($, e, next) => {
    if (e.agentId !== undefined) return next(e); // a subagent's
    const ask = async (source, summary) => {
      try {
        const [session_id, root] = [await $.session.id(), await $.session.root()];
        const given = { hook_event_name: "SessionCompact", session_id, cwd: root, source, trigger: e.trigger, compact_summary: summary };
        const env = { CLAUDE_PROJECT_DIR: root };
        const run = await $.process.run(["python3", "-I", "-S", HOOK], { cwd: root, env, stdin: JSON.stringify(given), timeoutMs: WAIT });
        return run.exitCode === 0 && !run.isStdoutTruncated ? run.stdout : "";
      } catch {
        return "";
      }
    };
    await ask("before", "");
    const done = await next(e);
    if (done.skip !== undefined || !done.messages || !done.messages.length) return done;
    const lost = await ask("after", done.messages.map((message) => message.text).join("\n\n"));
    const [summary, ...rest] = done.messages;
    return lost ? { ...done, messages: [{ ...summary, text: `${summary.text}\n\n${lost}` }, ...rest] } : done;
  });
}
