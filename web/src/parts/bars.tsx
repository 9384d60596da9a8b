// SPDX-License-Identifier: Apache-2.0
// Values with their counts, the longest bar for the most. The bar is an SVG: its width is no inline style.
import {Evidence} from "./evidence.tsx";
import {useWords} from "../words/words.tsx";

interface BarsProps {
  values: readonly {value: string; label?: string; count: number}[];
  others: number;
  href: (value: string) => string;
  words?: (value: string) => string;  // for values that are words of ours
}

export function Bars({values, others, href, words}: BarsProps) {
  const {t, number} = useWords();
  const most = values.reduce((found, {count}) => Math.max(found, count), 1);
  if (values.length === 0) {
    return <p className="dim">{t("facet.none")}</p>;
  }
  return (
    <ul className="bars">
      {values.map(({value, label, count}) => (
        <li key={value}>
          <a href={href(value)}>
            <span className="value">{words ? words(value) : value === "" ? t("facet.empty") : <Evidence value={label || value} />}</span>
            <span className="count">{number(count)}</span>
            <svg viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true"><rect x="0" y="0" height="2" width={Math.max(0.5, count / most * 100)} /></svg>
          </a>
        </li>
      ))}
      {others > 0 && <li className="others"><span>{t("facet.others")}</span><span className="count">{number(others)}</span></li>}
    </ul>
  );
}
