import json, os, urllib.request

url, key = os.environ["CONNECT_HUB_URL"] + "/actions/rpc", os.environ["CONNECT_HUB_KEY"]
call = {"action": "github_list_repositories", "query": {"per_page": 5}}
request = urllib.request.Request(url, json.dumps(call).encode(), {"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
print(json.load(urllib.request.urlopen(request))["data"])
