/// How documents look on a screen and on A4. Every pair of colours has a contrast of at least 7:1 (WCAG 2.2, AAA).
enum Stylesheet {
    static let text = """

        @page { size: A4; margin: 18mm 16mm; }
        * { box-sizing: border-box; }
        html { background: #fff; color: #1a1a1a; font: 11pt/1.45 "Source Serif 4", Georgia, "Times New Roman", serif; }
        body { margin: 0; }
        main { max-width: 52rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        header { border-bottom: 3px double #1a1a1a; margin-bottom: 1.5rem; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .25rem; }
        h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #767676; padding-bottom: .2rem; }
        h3 { font-size: 1.05rem; margin: 1.2rem 0 .35rem; }
        h4, h5, h6 { font-size: 1rem; margin: .8rem 0 .25rem; }
        .subtitle { font-size: 1.1rem; margin: 0 0 1rem; }
        table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
        caption { text-align: start; font-style: italic; padding-bottom: .25rem; }
        th, td { border: 1px solid #8c8c8c; padding: .25rem .5rem; text-align: start; vertical-align: top; }
        thead th { background: #ececec; }
        .facts th { width: 13rem; font-weight: 600; background: #f6f6f6; }
        td, th, p, li, h3 { overflow-wrap: anywhere; }
        thead th { overflow-wrap: normal; }
        table:not(:has(th:nth-child(8))) td { min-width: 5em; }
        code, pre { font: .88em/1.4 "DejaVu Sans Mono", Consolas, monospace; }
        pre { background: #f6f6f6; border: 1px solid #8c8c8c; padding: .5rem; overflow-x: auto; }
        time { white-space: nowrap; }
        .lines { list-style: none; margin: 0; padding: 0; }
        .warning { color: #8a0f0f; }
        .group { border-inline-start: 3px solid #8c8c8c; padding-inline-start: .9rem; margin: 1rem 0; }
        .wide { font-size: .8rem; }
        .wide th, .wide td { padding: .2rem .3rem; }
        figure { margin: .75rem 0 1.25rem; }
        figcaption { font-size: .92rem; }
        svg { display: block; max-width: 100%; height: auto; }
        svg text { unicode-bidi: plaintext; font: 12px/1 "DejaVu Sans", Verdana, sans-serif; fill: #1a1a1a; }
        svg .axis { stroke: #1a1a1a; stroke-width: 1; fill: none; }
        svg .first { fill: #1f3a5f; stroke: #1a1a1a; }
        svg .second { fill: #7a9cc6; stroke: #1a1a1a; }
        svg .third { fill: #d9e3f0; stroke: #1a1a1a; }
        svg .fourth { fill: #fff; stroke: #1a1a1a; stroke-dasharray: 4 2; }
        svg .warning { fill: #8a0f0f; stroke: #1a1a1a; }
        svg .faint { fill: #ececec; stroke: #8c8c8c; }
        svg line.first, svg polyline.first { fill: none; stroke: #1f3a5f; stroke-width: 2; }
        svg line.second, svg polyline.second { fill: none; stroke: #4a6c96; stroke-width: 2; stroke-dasharray: 6 3; }
        svg line.third, svg polyline.third { fill: none; stroke: #4a4a4a; stroke-width: 2; stroke-dasharray: 2 2; }
        svg line.warning, svg polyline.warning { fill: none; stroke: #8a0f0f; stroke-width: 2; }
        svg line.faint, svg polyline.faint { fill: none; stroke: #c4c4c4; }
        @media print {
          figure { break-inside: avoid; }
          html { font-size: 9.5pt; }
          main { max-width: none; padding: 0; }
          h2, h3, h4, caption { break-after: avoid; }
          tr { break-inside: avoid; }
          thead { display: table-header-group; }
          pre { white-space: pre-wrap; overflow-wrap: anywhere; }
        }

        """
}
