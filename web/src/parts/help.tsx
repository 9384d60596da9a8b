// SPDX-License-Identifier: Apache-2.0
import {Button} from "@blueprintjs/core";
import {useWords, type Key} from "../words/words.tsx";
import {Box} from "./box.tsx";

const KEYS: readonly (readonly [string, Key])[] = [
  ["/", "key.query"], ["j  k", "key.move"], ["Enter", "key.open"], ["o", "key.conversation"], ["x", "key.choose"],
  ["t", "key.tag"], ["e", "key.exhibit"], ["g  G", "key.ends"], ["Esc", "key.close"], ["?", "key.help"],
];
const SYNTAX: readonly (readonly [string, Key])[] = [
  ["two boxes", "syntax.and"], ["two OR three", "syntax.or"], ["NOT boxes", "syntax.not"], ['"two boxes"', "syntax.phrase"],
  ["kil*  k?lo", "syntax.wildcard"], ["kilo~", "syntax.fuzzy"], ["bag NEAR/5 station", "syntax.near"],
  ["boxes THEN/30m paid", "syntax.then"], ["/ki[lm]o\\s+\\d/", "syntax.regex"], ["from:kilo  to:  with:", "syntax.people"],
  ["in:  platform:  account:", "syntax.place"], ["sent:2020-04-01", "syntax.day"],
  ["sent:[2020-04-01 TO 2020-04-10]", "syntax.period"], ["kind:call  has:attachment", "syntax.kind"],
  ["source:3  seq:[100 TO 199]", "syntax.numbers"],
];

export function HelpDialog({close}: {close: () => void}) {
  const {t} = useWords();
  return (
    <Box title={t("help.title")} close={close} className="help" actions={<Button autoFocus onClick={close}>{t("close")}</Button>}>
        <h3>{t("help.keys")}</h3>
        <dl className="pairs">{KEYS.map(([key, words]) => (
          <div key={words}><dt><kbd>{key}</kbd></dt><dd>{t(words)}</dd></div>
        ))}</dl>
        <p className="dim">{t("help.keys.off")}</p>
        <h3>{t("help.syntax")}</h3>
        <dl className="pairs wide">{SYNTAX.map(([text, words]) => (
          <div key={words}><dt><code dir="ltr">{text}</code></dt><dd>{t(words)}</dd></div>
        ))}</dl>
    </Box>
  );
}
