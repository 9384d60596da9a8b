// SPDX-License-Identifier: Apache-2.0
// The style sheet of report.html. Class names are short because they stand there once a message: m message, w who and
// when, t text, r redacted, a attachments, f further details, c hidden character, d day, k draft.
#pragma once

#include "disclose/report_markup.h"

namespace verbatim::disclose {

inline constexpr Markup kReportStyle = R"css(
:root{--ink:#1d1f21;--soft:#5f666d;--line:#d9dcdf;--page:#fff;--tint:#f5f6f7;--link:#14508c;--mark:#8a5a00}
@media (prefers-color-scheme:dark){:root{--ink:#e4e6e8;--soft:#a0a7ae;--line:#3a3f45;--page:#17191c;--tint:#202327;--link:#8ab8ea;--mark:#e0b35a}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:52rem;padding:3rem 1.5rem 6rem;background:var(--page);color:var(--ink);
font:1rem/1.6 "Noto Sans",system-ui,"Segoe UI","Liberation Sans",Arial,"Noto Sans Arabic","Noto Sans Hebrew","Noto Sans CJK SC","Noto Color Emoji",sans-serif}
h1{font-size:2rem;line-height:1.25;margin:0 0 1.5rem;font-weight:600}
h2{font-size:1.4rem;margin:4rem 0 1rem;padding-bottom:.3rem;border-bottom:1px solid var(--line);font-weight:600}
h3{font-size:1.08rem;margin:2.2rem 0 .4rem;font-weight:600}
h4.d{font-size:.9rem;margin:2rem 0 .6rem;color:var(--soft);font-weight:600}
p{margin:.6rem 0}
a{color:var(--link)}
dl{display:grid;grid-template-columns:minmax(8rem,13rem) 1fr;gap:.25rem 1.2rem;margin:.8rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
nav ol,ol.s{padding-left:1.4rem}ol.s li{margin:.5rem 0}
.s{overflow-wrap:anywhere}
.n{border-left:.25rem solid var(--mark);background:var(--tint);padding:.6rem 1rem}
.x{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.88rem;margin:.8rem 0;font-variant-numeric:tabular-nums}
th,td{text-align:start;vertical-align:top;padding:.35rem .7rem .35rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{font-weight:600;color:var(--soft)}
.v{background:var(--tint);border-radius:.4rem;padding:.2rem 1rem .8rem;margin-top:3rem}
.v h3{margin-top:.8rem}.v p{margin:.1rem 0;color:var(--soft);font-size:.9rem;overflow-wrap:anywhere}
.m{padding:.7rem 0;border-bottom:1px solid var(--line)}
.w{margin:0;display:flex;flex-wrap:wrap;gap:0 .9rem;align-items:baseline;font-size:.9rem;color:var(--soft)}
.w b{color:var(--ink);font-weight:600}
.w .e{border:1px solid var(--line);border-radius:.25rem;padding:0 .35rem;color:var(--ink)}
.w a{margin-inline-start:auto;color:var(--soft);text-decoration:none}
.t{margin:.25rem 0;white-space:pre-wrap;overflow-wrap:anywhere;font-size:1.04rem}
.a{margin:.25rem 0;padding-inline-start:1.1rem;font-size:.9rem;overflow-wrap:anywhere}
.f{margin:.3rem 0 0;color:var(--soft);font-size:.76rem;line-height:1.5;overflow-wrap:anywhere}
.f>span{display:block}
.r{background:#000;color:#fff;padding:.05rem .4rem;border:1px solid #000;border-radius:.15rem;font-size:.86em;white-space:normal;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.c{font:.72em/1 ui-monospace,monospace;color:var(--mark);border:1px dotted var(--mark);border-radius:.15rem;padding:0 .15em;unicode-bidi:isolate}
.k{border:1px solid var(--line);border-radius:.4rem;padding:.4rem 1.4rem 1.4rem;margin:1.5rem 0}
.k .n{margin-top:1rem}
.l{border-bottom:1px solid var(--ink);margin-top:2.6rem;color:var(--soft);font-size:.85rem}
@media (prefers-color-scheme:dark){.r{border-color:#777}}
@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--page:#fff;--tint:#f4f4f4;--link:#000;--mark:#000}
@page{size:A4;margin:18mm 16mm}
body{padding:0;max-width:none;font-size:10pt}h2{break-before:page;margin-top:0}h2,h3,h4{break-after:avoid}
.m,.k,tr{break-inside:avoid}nav{break-after:page}a{text-decoration:none}}
)css";

}  // namespace verbatim::disclose
