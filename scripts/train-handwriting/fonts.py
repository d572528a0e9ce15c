"""Fonts for drawn lines: which, of what kind, which of them are kept out of training; fetches them once.

    python3 fonts.py            fetch the npm packages into .cache/fonts (untracked) and check each font glyph by glyph
    python3 fonts.py --list     kind, part (train or held), path of every usable font

All npm fonts are OFL. Debian's fonts (fonts-texgyre, fonts-lmodern, fonts-cmu, fonts-freefont-ttf, fonts-liberation2)
are used when installed. They come from @expo-google-fonts (TTF), or, where that has none, from @fontsource (woff2; needs
python3-fonttools and python3-brotli).
"""
import glob
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CACHE = os.path.join(HERE, '.cache', 'fonts')

# name -> kind, styles wanted (substring of the file name), held out of training?
HAND, PRINT, TYPE = 'hand', 'print', 'type'
PLAIN = ['400Regular', '700Bold']
SERIF = ['400Regular', '700Bold', '400Regular_Italic']
SCHOOL = ['200ExtraLight', '400Regular']
# Hands of one style each. Kept for calibration: Shantell Sans, Mynerve, Sedgwick Ave, Whisper, Birthstone, Fuzzy Bubbles, MonteCarlo,
# Merienda, Grandstander; for held-out pages: Pacifico, Lemonada, Carattere, Grape Nuts, Style Script, The Nautigal, Gwendolyn,
# Edu QLD Hand and Playwrite IT Trad and DE SAS. None of them may be named here.
SCRIPTS = '''alex-brush allison allura babylonica bilbo bonheur-royale caramel comforter estonia explora fuggles gluten grechen-fuemen
    grey-qo imperial-script ingrid-darling inspiration island-moments italianno kolker-brush lobster love-light lovers-quarrel
    luxurious-script mea-culpa moon-dance my-soul passions-conflict pattaya pinyon-script praise puppies-play qwigley sassy-frass
    send-flowers smooch tapestry updock vujahday-script water-brush waterfall windsong yomogi corinthia qwitcher-grypen'''.split()
# The school hands of many countries, each with all Vietnamese letters.
PLAYWRITE = '''ar at au-qld au-vic be-wal br ca cl co cu cz de-grund dk-loopet dk-uloopet es es-deco fr-moderne fr-trad hr hr-lijeva hu
    id ie in is it-moderna mx ng-modern nl no nz pe pl pt ro sk tz us-modern us-trad za'''.split()
NPM = {
    'playwrite-vn': (HAND, ['100', '200', '300', '400'], False),
    'borel': (HAND, ['400Regular'], False),
    'dancing-script': (HAND, ['400Regular', '700Bold'], True),
    'bad-script': (HAND, ['400Regular'], False),
    'ms-madi': (HAND, ['400Regular'], False),
    'licorice': (HAND, ['400'], False),
    'ephesis': (HAND, ['400Regular'], False),
    'meow-script': (HAND, ['400Regular'], False),
    'hurricane': (HAND, ['400Regular'], False),
    'great-vibes': (HAND, ['400Regular'], False),
    'square-peg': (HAND, ['400'], True),
    'oooh-baby': (HAND, ['400'], False),
    'patrick-hand': (HAND, ['400Regular'], False),
    'pangolin': (HAND, ['400Regular'], True),
    'itim': (HAND, ['400Regular'], False),
    'mali': (HAND, ['300Light', '400Regular', '400Regular_Italic'], False),
    'sriracha': (HAND, ['400Regular'], False),
    'charm': (HAND, ['400Regular'], False),
    'charmonman': (HAND, ['400Regular'], False),
    'playpen-sans': (HAND, ['300Light', '400Regular'], False),
    **{name: (HAND, ['400Regular'], False) for name in SCRIPTS},
    **{'playwrite-' + country: (HAND, SCHOOL, False) for country in PLAYWRITE},
    'noto-serif': (PRINT, SERIF, False),
    'tinos': (PRINT, SERIF + ['700Bold_Italic'], False),
    'arimo': (PRINT, SERIF, False),
    'be-vietnam-pro': (PRINT, PLAIN, False),
    'eb-garamond': (PRINT, SERIF, False),
    'source-serif-4': (PRINT, SERIF, True),
    'open-sans': (PRINT, PLAIN, False),
    'roboto-condensed': (PRINT, PLAIN, False),
    'merriweather': (PRINT, SERIF, False),
    'montserrat': (PRINT, ['400Regular'], False),
    'ibm-plex-sans': (PRINT, PLAIN, True),
    'cousine': (TYPE, ['400Regular', '700Bold'], False),
    'jetbrains-mono': (TYPE, ['400Regular'], False),
    'roboto-mono': (TYPE, ['400Regular'], False),
    'ibm-plex-mono': (TYPE, ['400Regular'], True),
}
DEBIAN = {
    'LiberationSerif-*.ttf': (PRINT, False),
    'texgyretermes-*.otf': (PRINT, False),
    'texgyreschola-*.otf': (PRINT, True),
    'texgyrepagella-*.otf': (PRINT, False),
    'FreeSerif*.ttf': (PRINT, False),
    'DejaVuSans.ttf': (PRINT, False),
    'texgyrecursor-regular.otf': (TYPE, True),
    'texgyrecursor-bold.otf': (TYPE, False),
    'lmmono10-regular.otf': (TYPE, False),
    'lmmono12-regular.otf': (TYPE, False),
    'lmmonolt10-regular.otf': (TYPE, False),
    'cmuntt.ttf': (TYPE, False),
    'FreeMono.ttf': (TYPE, False),
    'FreeMonoBold.ttf': (TYPE, False),
    'LiberationMono-Regular.ttf': (TYPE, False),
    'DejaVuSansMono.ttf': (TYPE, False),
}
REQUIRED = set('0123456789 .,-/():;') | set('ABCDEFGHIKLMNOPQRSTUVXYabcdeghiklmnopqrstuvxy')


def _cmap(path):
    from fontTools.ttLib import TTFont
    return set(TTFont(path, lazy=True).getBestCmap())


def complete(path):
    """Whether the font has every Vietnamese letter and the characters of every form."""
    from charset import VIETNAMESE
    return {ord(c) for c in REQUIRED | set(VIETNAMESE)} <= _cmap(path)


def _pack(package, folder):
    done = subprocess.run(['npm', 'pack', '--silent', package], cwd=folder, capture_output=True, text=True, timeout=300)
    files = glob.glob(os.path.join(folder, '*.tgz'))
    if done.returncode or not files:
        raise RuntimeError('npm pack %s: %s' % (package, done.stderr.strip()[-200:]))
    return files[0]


def _fetch_expo(name, styles):
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(_pack('@expo-google-fonts/' + name, folder)) as tar:
            for member in tar.getmembers():
                base = os.path.basename(member.name)
                if base.endswith('.ttf') and base[:-4].split('_', 1)[1] in styles:
                    with open(os.path.join(CACHE, name + '_' + base), 'wb') as out:
                        out.write(tar.extractfile(member).read())


def _fetch_fontsource(name, styles):
    """Fontsource cuts a font into subsets: join the Latin, extended and Vietnamese ones again."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(_pack('@fontsource/' + name, folder)) as tar:
            tar.extractall(folder)
        for style in [re.match(r'\d+', style)[0] for style in styles]:
            parts = []
            for subset in ('latin', 'latin-ext', 'vietnamese'):
                source = os.path.join(folder, 'package', 'files', '%s-%s-%s-normal.woff2' % (name, subset, style))
                if os.path.exists(source):
                    font = TTFont(source)
                    font.flavor = None
                    for table in ('GSUB', 'GPOS', 'GDEF') if parts else ():
                        if table in font:
                            del font[table]
                    target = os.path.join(folder, '%s-%s.ttf' % (style, subset))
                    font.save(target)
                    parts.append(target)
            target = os.path.join(CACHE, '%s_%s.ttf' % (name, style))
            if len(parts) == 1:
                os.replace(parts[0], target)
            elif parts:
                Merger().merge(parts).save(target)


def fetch():
    os.makedirs(CACHE, exist_ok=True)
    for name, (_, styles, _) in NPM.items():
        if glob.glob(os.path.join(CACHE, name + '_*')):
            continue
        try:
            _fetch_expo(name, styles)
        except RuntimeError:
            _fetch_fontsource(name, styles)
        print(name, len(glob.glob(os.path.join(CACHE, name + '_*'))), flush=True)


def usable():
    """[(kind, held, path)] of the complete fonts; the check is kept in .cache/fonts/index.json."""
    index = os.path.join(CACHE, 'index.json')
    if os.path.exists(index):
        with open(index, encoding='utf8') as f:
            return [tuple(row) for row in json.load(f)]
    rows = []
    for name, (kind, _, held) in NPM.items():
        rows += [(kind, held, p) for p in sorted(glob.glob(os.path.join(CACHE, name + '_*.ttf')))]
    for pattern, (kind, held) in DEBIAN.items():
        for root in ('/usr/share/fonts', '/usr/share/texmf/fonts'):
            rows += [(kind, held, p) for p in sorted(glob.glob(root + '/**/' + pattern, recursive=True))]
    kept = []
    for row in rows:
        if complete(row[2]):
            kept.append(row)
        else:
            print('incomplete, left out:', os.path.basename(row[2]), file=sys.stderr)
    with open(index, 'w', encoding='utf8') as f:
        json.dump(kept, f, indent=0)
    return kept


if __name__ == '__main__':
    if '--list' not in sys.argv:
        fetch()
    for kind, held, path in usable():
        print(kind, 'held' if held else 'train', os.path.basename(path))
