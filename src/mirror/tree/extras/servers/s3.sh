#!/usr/bin/env bash
# Puts a mirror of Homebrew's bottles into S3, with the content types that registry clients need, and again after every update:
#
#   bash serve/s3.sh s3://BUCKET [--endpoint-url URL and other options of the AWS command line]
#
# PRUNE=1 also removes from the bucket what the mirror no longer has. Objects must be readable by those who use the mirror:
# give them s3:GetObject, and s3:ListBucket so that what is missing is answered with 404 and not with 403.
set -euo pipefail

if [ "$#" -lt 1 ] || [ "${1#s3://}" = "$1" ]; then
  echo "usage: bash serve/s3.sh s3://BUCKET [options of aws]" >&2
  exit 2
fi
to="${1%/}"
shift
cd "$(dirname "$0")/.."
if [ ! -f mirror.json ]; then
  echo "$PWD has no mirror.json: the mirror is not complete" >&2
  exit 1
fi

index=application/vnd.oci.image.index.v1+json
manifest=application/vnd.oci.image.manifest.v1+json
forever='public, max-age=31536000, immutable'
short='public, max-age=60'

put() { # source folder, type, how long it may be kept, then filters and options
  local from="$1" type="$2" cache="$3"
  shift 3
  aws s3 sync "$from" "$to" --only-show-errors --content-type "$type" --cache-control "$cache" "$@"
}

# By digest first, so that nothing is named before it is there. Manifests are picked from the list and linked into a folder of their own.
links="$(mktemp -d)"
trap 'rm -rf "$links"' EXIT
find v2 -path '*/manifests/sha256:*' -type f |
  awk 'NR == FNR { known[$1]; next } { n = split($0, part, "/"); if (part[n] in known) print }' serve/manifests.txt - |
  while IFS= read -r file; do
    mkdir -p "$links/${file%/*}"
    ln -s "$PWD/$file" "$links/$file"
  done

echo "blobs" >&2
put . application/octet-stream "$forever" --exclude '*' --include 'v2/*/blobs/*' "$@"
echo "manifests" >&2
put "$links" "$manifest" "$forever" "$@"
# Those that were sent as manifests are there, with the same size and a later time, and are not sent again.
put . "$index" "$forever" --exclude '*' --include 'v2/*/manifests/sha256:*' "$@"
put . "$index" "$short" --exclude '*' --include 'v2/*/manifests/*' --exclude 'v2/*/manifests/sha256:*' "$@"
echo "lists" >&2
put . application/json "$short" --exclude '*' --include 'v2/*/tags/list' "$@"
bucket="${to#s3://}"
prefix=""
case "$bucket" in
*/*) prefix="${bucket#*/}/" bucket="${bucket%%/*}" ;;
esac
aws s3api put-object --bucket "$bucket" --key "${prefix}v2/" --body serve/empty.json --content-type application/json "$@" >/dev/null
echo "other files" >&2
put . text/plain "$short" --exclude '*' --include '*.rb' --include '*.txt' --include '*.sh' --include '*.conf' --include '*.map' \
  --include SHA256SUMS --include serve/Caddyfile --exclude 'v2/*' --exclude '.brewpull/*' "$@"
aws s3 sync . "$to" --only-show-errors --cache-control "$short" --exclude 'v2/*' --exclude '.brewpull/*' --exclude mirror.json "$@"
put . application/json "$short" --exclude '*' --include mirror.json "$@"
if [ "${PRUNE-}" = 1 ]; then
  aws s3 sync . "$to" --only-show-errors --delete --size-only --exclude '.brewpull/*' --exclude v2/ "$@"
fi
