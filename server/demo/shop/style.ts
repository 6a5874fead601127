/** The page's look: the console's colours, sizes and hairlines, in one string. */
export const style = `@font-face{font-family:"Geist Variable";src:url(/geist.woff2) format("woff2");font-weight:100 900}
:root{color-scheme:light dark;--canvas:light-dark(oklch(.972 .003 264),oklch(.158 .006 268));--surface:light-dark(oklch(1 0 0),oklch(.188 .007 268));
--line:light-dark(oklch(.922 .004 264),oklch(.268 .009 268));--strong:light-dark(oklch(.858 .006 264),oklch(.345 .011 268));
--ink:light-dark(oklch(.218 .014 268),oklch(.945 .004 268));--ink-2:light-dark(oklch(.405 .014 268),oklch(.79 .009 268));--ink-3:light-dark(oklch(.518 .014 268),oklch(.665 .012 268));
--accent:light-dark(oklch(.488 .172 268),oklch(.735 .118 272));--on-accent:light-dark(oklch(1 0 0),oklch(.17 .03 270));
--ok:light-dark(oklch(.6 .13 156),oklch(.7 .14 156));--bad:light-dark(oklch(.585 .2 25),oklch(.655 .185 24))}
*{box-sizing:border-box;margin:0}
body{background:var(--surface);color:var(--ink-2);font-family:"Geist Variable",ui-sans-serif,system-ui,sans-serif;font-size:13px;line-height:20px;font-variant-numeric:tabular-nums}
header{display:flex;justify-content:space-between;align-items:center;height:48px;padding:0 24px;background:var(--canvas);border-bottom:1px solid var(--line);color:var(--ink)}
main{max-width:720px;padding:24px}
a{color:var(--accent)}
h1{font-size:20px;line-height:28px;font-weight:620;color:var(--ink);margin-bottom:4px;display:flex;gap:12px}
h1::before{content:"";flex:none;width:10px;height:10px;margin-top:9px;border-radius:50%}
h1.ok::before{background:var(--ok)}h1.bad::before{background:var(--bad);border-radius:2px}
h2{font-size:14px;font-weight:600;color:var(--ink);margin-bottom:8px}
.acts{display:flex;flex-wrap:wrap;gap:8px;margin:12px 0}
button{font:inherit;height:28px;padding:0 12px;border-radius:6px;border:1px solid var(--strong);background:var(--surface);color:var(--ink)}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{width:100%;border-collapse:collapse;margin:24px 0}
th,td{height:36px;border-bottom:1px solid var(--line);text-align:right;font-weight:400;padding-left:16px}
th:first-child{text-align:left;padding-left:0}thead th{height:28px;font-size:11px;color:var(--ink-3)}td{color:var(--ink)}
@media(max-width:600px){header,main{padding-left:16px;padding-right:16px}body{font-size:15px;line-height:22px}h1{font-size:19px;line-height:26px}button{height:44px;padding:0 16px}form{flex:1}form button{width:100%}thead th{font-size:12px}th,td{height:44px}}
`;
