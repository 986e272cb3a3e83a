/** A small bundle: the installer reads every file of one several times. */
const BUNDLE = 'brewpull bundle tree --macos 11 --arch amd64';
const CLONE = 'git clone --quiet --bare https://github.com/Homebrew/homebrew-core homebrew-core';
const TARBALL = 'touch brewpull-0.1.0.tgz';

/** No brew; the bundle brings one, and the usual place for it is `~/usr-local`. */
const WITHOUT_BREW = `cd ~ && ${BUNDLE} --brew 99.0.1 -o with-brew.tar
rm -rf brewpull-bundle && tar -xf with-brew.tar && cd brewpull-bundle && rm -rf "$PREFIX"
usual_path=$PATH
bash() { case "$*" in *--brew-prefix*) command bash "$@" ;; *) command bash "$@" --brew-prefix ~/usr-local ;; esac; }`;

/** The brew in the usual place has lost the Ruby that it runs on. */
const WITHOUT_RUBY = `unset -f bash; PATH=$usual_path && hash -r && rm -rf "$PREFIX"
cp -R ~/usr-local "$PREFIX" && rm -rf "$PREFIX/Homebrew/Library/Homebrew/vendor/portable-ruby"`;

/** The keys of three people, as their programs make them. */
const KEYS = `mkdir -p ~/.ssh && ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519
minisign -G -W -p bob.pub -s bob.key && mkdir -m 700 ~/.gnupg
gpg --batch --passphrase '' --quick-generate-key 'Carol <carol@example.org>' ed25519 sign never
gpg --armor --output carol.asc --export carol@example.org`;

const THREE_RECEIPTS = `for network in home tor vpn; do
brewpull vim --macos 11 --arch amd64 --cache-dir "c-$network" -o "v-$network" --receipt "$network.json" --network-label "$network"
done`;

/** What runs before a page, a heading of one, or one line: it sets up what the reader has, or what happened to the Mac. */
export const STAGES: Readonly<Record<string, string>> = {
  'README.md': TARBALL,
  // The cache of a machine that fetches only this has nothing of the earlier bundle.
  'README.md#one-bottle': 'rm -rf ~/.cache/brewpull',
  'docs/air-gap.md#install-it': `cd ~ && ${BUNDLE} -o small.tar && rm -rf brewpull-bundle && tar -xf small.tar && cd brewpull-bundle`,
  'docs/air-gap.md#homebrew-itself': 'cd ~',
  'docs/answers.md': 'brewpull sync',
  'docs/at-the-mac.md': `${BUNDLE} -o bundle.tar`,
  'docs/at-the-mac.md#there-is-no-homebrew': WITHOUT_BREW,
  'docs/at-the-mac.md#homebrew-is-there-but-does-not-start': WITHOUT_RUBY,
  'docs/at-the-mac.md: bash install.sh --replace-brew': WITHOUT_RUBY,
  'docs/at-the-mac.md#one-bottle-by-hand': 'cd ~ && brewpull vim --macos 11 --arch amd64',
  'docs/bundle-signatures.md': `mkdir -p ~/.ssh && ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519`,
  // The runner that the page is about.
  'docs/ci.md': 'sw_vers() { echo 15.7.3; }; export -f sw_vers',
  'docs/command-line.md': CLONE,
  'docs/installing-offline.md': `${BUNDLE} -o bundle.tar && tar -xf bundle.tar && cd brewpull-bundle`,
  'docs/mirror.md': `echo 'brew "tree"' > Brewfile`,
  'docs/old-mac.md': TARBALL,
  'docs/signed-receipts.md': `${THREE_RECEIPTS}\n${KEYS}`,
  'docs/three-networks.md#sign-what-you-saw': KEYS,
  'docs/vulns.md': `${CLONE} && brewpull lock vim --macos 11 --arch amd64 && brewpull vulns --update
brewpull bundle vim --macos 11 --arch amd64 -o bundle.tar`,
  'docs/sbom.md': `${BUNDLE} -o bundle.tar && brewpull lock tree --macos 11 --arch amd64`,
  'docs/what-verification-proves.md': `${CLONE} && brewpull vim --macos 11 --arch amd64`,
};
