// @ts-nocheck
// Made by `npm run validators` from the schemas beside, with ajv. Do not edit.
import type { DocumentValidator } from './document-validator.ts';
import type { ManifestDocument } from './model-manifest-schema.ts';
import type { TestFile } from './test-file-schema.ts';

"use strict";var made=(()=>{var G=Object.defineProperty;var z=Object.getOwnPropertyDescriptor;var H=Object.getOwnPropertyNames;var L=Object.prototype.hasOwnProperty;var U=(f,s)=>{for(var _ in s)G(f,_,{get:s[_],enumerable:!0})},X=(f,s,_,T)=>{if(s&&typeof s=="object"||typeof s=="functio\
n")for(let q of H(s))!L.call(f,q)&&q!==_&&G(f,q,{get:()=>s[q],enumerable:!(T=z(s,q))||T.enumerable});return f};var C=f=>X(G({},"__esModule",{value:!0}),f);var te={};U(te,{validateModelManifest:()=>J,validateTestFile:()=>Z});var J=F,n={$schema:"https://json-schema.org/draft/2\
020-12/schema",title:"Millrace model manifest",type:"object",additionalProperties:!1,required:["models"],errorMessage:'i\
s no record. Write {"models": []} for none.',properties:{models:{type:"array",items:{type:"object",additionalProperties:!1,
required:["name","description","licence","files"],properties:{name:{description:"What `model:NAME` refers to",type:"stri\
ng",pattern:"^[\\w.-]+$",errorMessage:'may hold letters, digits, "-", "_" and "." only. Rename it.'},description:{description:"\
What the model does, for `millrace models list`",type:"string",pattern:".",errorMessage:"is no text. Write what it is."},
licence:{description:"An SPDX identifier",type:"string",pattern:".",errorMessage:"is no text. Write what it is."},files:{
description:"The main file first (`model.json` or `.onnx`), then its weights",type:"array",minItems:1,items:{type:"objec\
t",additionalProperties:!1,required:["path","sha256","bytes"],properties:{path:{description:"Beside the manifest when th\
ere is no `url`, and what the weights of a model are looked up by",type:"string",pattern:"^(?!\\.\\.(?:[/\\\\]|$))[^/\\\\:\\0]+\
(?:[/\\\\](?!\\.\\.(?:[/\\\\]|$))[^/\\\\:\\0]+)*$",errorMessage:"is not a plain relative path. Give one below the folder\
 of the manifest."},url:{description:"Where it is pulled from; none for a file that ships beside the manifest",type:"str\
ing",pattern:".",errorMessage:"is no text. Write what it is."},sha256:{description:"Of the content, in hex",type:"string",
pattern:"^[0-9A-Fa-f]{64}$",errorMessage:"is not 64 hex digits. Give what `sha256sum` prints."},bytes:{description:"The \
size of the content",type:"integer",minimum:1,maximum:9007199254740991,errorMessage:"is not a positive whole number. Giv\
e the size in bytes."}}}}}}}}},K=new RegExp("^[\\w.-]+$","u"),V=new RegExp(".","u"),Q=new RegExp("^(?!\\.\\.(?:[/\\\\]|$))[^\
/\\\\:\\0]+(?:[/\\\\](?!\\.\\.(?:[/\\\\]|$))[^/\\\\:\\0]+)*$","u"),Y=new RegExp("^[0-9A-Fa-f]{64}$","u");function F(f,{instancePath:s="",
parentData:_,parentDataProperty:T,rootData:q=f,dynamicAnchors:B={}}={}){let e=null,t=0,O=F.evaluated;if(O.dynamicProps&&
(O.props=void 0),O.dynamicItems&&(O.items=void 0),f&&typeof f=="object"&&!Array.isArray(f)){if(f.models===void 0){let w={
instancePath:s,schemaPath:"#/required",keyword:"required",params:{missingProperty:"models"},message:"must have required \
property 'models'",schema:n.required,parentSchema:n,data:f};e===null?e=[w]:e.push(w),t++}for(let w in f)if(w!=="models"){
let S={instancePath:s,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:w},message:"\
must NOT have additional properties",schema:!1,parentSchema:n,data:f};e===null?e=[S]:e.push(S),t++}if(f.models!==void 0){
let w=f.models;if(Array.isArray(w)){let S=w.length;for(let y=0;y<S;y++){let P=w[y];if(P&&typeof P=="object"&&!Array.isArray(
P)){if(P.name===void 0){let i={instancePath:s+"/models/"+y,schemaPath:"#/properties/models/items/required",keyword:"requ\
ired",params:{missingProperty:"name"},message:"must have required property 'name'",schema:n.properties.models.items.required,
parentSchema:n.properties.models.items,data:P};e===null?e=[i]:e.push(i),t++}if(P.description===void 0){let i={instancePath:s+
"/models/"+y,schemaPath:"#/properties/models/items/required",keyword:"required",params:{missingProperty:"description"},message:"\
must have required property 'description'",schema:n.properties.models.items.required,parentSchema:n.properties.models.items,
data:P};e===null?e=[i]:e.push(i),t++}if(P.licence===void 0){let i={instancePath:s+"/models/"+y,schemaPath:"#/properties/\
models/items/required",keyword:"required",params:{missingProperty:"licence"},message:"must have required property 'licen\
ce'",schema:n.properties.models.items.required,parentSchema:n.properties.models.items,data:P};e===null?e=[i]:e.push(i),t++}
if(P.files===void 0){let i={instancePath:s+"/models/"+y,schemaPath:"#/properties/models/items/required",keyword:"require\
d",params:{missingProperty:"files"},message:"must have required property 'files'",schema:n.properties.models.items.required,
parentSchema:n.properties.models.items,data:P};e===null?e=[i]:e.push(i),t++}for(let i in P)if(!(i==="name"||i==="descrip\
tion"||i==="licence"||i==="files")){let c={instancePath:s+"/models/"+y,schemaPath:"#/properties/models/items/additionalP\
roperties",keyword:"additionalProperties",params:{additionalProperty:i},message:"must NOT have additional properties",schema:!1,
parentSchema:n.properties.models.items,data:P};e===null?e=[c]:e.push(c),t++}if(P.name!==void 0){let i=P.name;if(typeof i==
"string"){if(!K.test(i)){let c={instancePath:s+"/models/"+y+"/name",schemaPath:"#/properties/models/items/properties/nam\
e/pattern",keyword:"pattern",params:{pattern:"^[\\w.-]+$"},message:'must match pattern "^[\\w.-]+$"',schema:"^[\\w.-]+$",
parentSchema:n.properties.models.items.properties.name,data:i};e===null?e=[c]:e.push(c),t++}}else{let c={instancePath:s+
"/models/"+y+"/name",schemaPath:"#/properties/models/items/properties/name/type",keyword:"type",params:{type:"string"},message:"\
must be string",schema:n.properties.models.items.properties.name.type,parentSchema:n.properties.models.items.properties.
name,data:i};e===null?e=[c]:e.push(c),t++}}if(P.description!==void 0){let i=P.description;if(typeof i=="string"){if(!V.test(
i)){let c={instancePath:s+"/models/"+y+"/description",schemaPath:"#/properties/models/items/properties/description/patte\
rn",keyword:"pattern",params:{pattern:"."},message:'must match pattern "."',schema:".",parentSchema:n.properties.models.
items.properties.description,data:i};e===null?e=[c]:e.push(c),t++}}else{let c={instancePath:s+"/models/"+y+"/description",
schemaPath:"#/properties/models/items/properties/description/type",keyword:"type",params:{type:"string"},message:"must b\
e string",schema:n.properties.models.items.properties.description.type,parentSchema:n.properties.models.items.properties.
description,data:i};e===null?e=[c]:e.push(c),t++}}if(P.licence!==void 0){let i=P.licence;if(typeof i=="string"){if(!V.test(
i)){let c={instancePath:s+"/models/"+y+"/licence",schemaPath:"#/properties/models/items/properties/licence/pattern",keyword:"\
pattern",params:{pattern:"."},message:'must match pattern "."',schema:".",parentSchema:n.properties.models.items.properties.
licence,data:i};e===null?e=[c]:e.push(c),t++}}else{let c={instancePath:s+"/models/"+y+"/licence",schemaPath:"#/propertie\
s/models/items/properties/licence/type",keyword:"type",params:{type:"string"},message:"must be string",schema:n.properties.
models.items.properties.licence.type,parentSchema:n.properties.models.items.properties.licence,data:i};e===null?e=[c]:e.
push(c),t++}}if(P.files!==void 0){let i=P.files;if(Array.isArray(i)){if(i.length<1){let a={instancePath:s+"/models/"+y+"\
/files",schemaPath:"#/properties/models/items/properties/files/minItems",keyword:"minItems",params:{limit:1},message:"mu\
st NOT have fewer than 1 items",schema:1,parentSchema:n.properties.models.items.properties.files,data:i};e===null?e=[a]:
e.push(a),t++}let c=i.length;for(let a=0;a<c;a++){let o=i[a];if(o&&typeof o=="object"&&!Array.isArray(o)){if(o.path===void 0){
let m={instancePath:s+"/models/"+y+"/files/"+a,schemaPath:"#/properties/models/items/properties/files/items/required",keyword:"\
required",params:{missingProperty:"path"},message:"must have required property 'path'",schema:n.properties.models.items.
properties.files.items.required,parentSchema:n.properties.models.items.properties.files.items,data:o};e===null?e=[m]:e.push(
m),t++}if(o.sha256===void 0){let m={instancePath:s+"/models/"+y+"/files/"+a,schemaPath:"#/properties/models/items/proper\
ties/files/items/required",keyword:"required",params:{missingProperty:"sha256"},message:"must have required property 'sh\
a256'",schema:n.properties.models.items.properties.files.items.required,parentSchema:n.properties.models.items.properties.
files.items,data:o};e===null?e=[m]:e.push(m),t++}if(o.bytes===void 0){let m={instancePath:s+"/models/"+y+"/files/"+a,schemaPath:"\
#/properties/models/items/properties/files/items/required",keyword:"required",params:{missingProperty:"bytes"},message:"\
must have required property 'bytes'",schema:n.properties.models.items.properties.files.items.required,parentSchema:n.properties.
models.items.properties.files.items,data:o};e===null?e=[m]:e.push(m),t++}for(let m in o)if(!(m==="path"||m==="url"||m===
"sha256"||m==="bytes")){let d={instancePath:s+"/models/"+y+"/files/"+a,schemaPath:"#/properties/models/items/properties/\
files/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty:m},message:"must NOT have ad\
ditional properties",schema:!1,parentSchema:n.properties.models.items.properties.files.items,data:o};e===null?e=[d]:e.push(
d),t++}if(o.path!==void 0){let m=o.path;if(typeof m=="string"){if(!Q.test(m)){let d={instancePath:s+"/models/"+y+"/files\
/"+a+"/path",schemaPath:"#/properties/models/items/properties/files/items/properties/path/pattern",keyword:"pattern",params:{
pattern:"^(?!\\.\\.(?:[/\\\\]|$))[^/\\\\:\\0]+(?:[/\\\\](?!\\.\\.(?:[/\\\\]|$))[^/\\\\:\\0]+)*$"},message:'must match pa\
ttern "^(?!\\.\\.(?:[/\\\\]|$))[^/\\\\:\\0]+(?:[/\\\\](?!\\.\\.(?:[/\\\\]|$))[^/\\\\:\\0]+)*$"',schema:"^(?!\\.\\.(?:[/\\\\]\
|$))[^/\\\\:\\0]+(?:[/\\\\](?!\\.\\.(?:[/\\\\]|$))[^/\\\\:\\0]+)*$",parentSchema:n.properties.models.items.properties.files.
items.properties.path,data:m};e===null?e=[d]:e.push(d),t++}}else{let d={instancePath:s+"/models/"+y+"/files/"+a+"/path",
schemaPath:"#/properties/models/items/properties/files/items/properties/path/type",keyword:"type",params:{type:"string"},
message:"must be string",schema:n.properties.models.items.properties.files.items.properties.path.type,parentSchema:n.properties.
models.items.properties.files.items.properties.path,data:m};e===null?e=[d]:e.push(d),t++}}if(o.url!==void 0){let m=o.url;
if(typeof m=="string"){if(!V.test(m)){let d={instancePath:s+"/models/"+y+"/files/"+a+"/url",schemaPath:"#/properties/mod\
els/items/properties/files/items/properties/url/pattern",keyword:"pattern",params:{pattern:"."},message:'must match patt\
ern "."',schema:".",parentSchema:n.properties.models.items.properties.files.items.properties.url,data:m};e===null?e=[d]:
e.push(d),t++}}else{let d={instancePath:s+"/models/"+y+"/files/"+a+"/url",schemaPath:"#/properties/models/items/properti\
es/files/items/properties/url/type",keyword:"type",params:{type:"string"},message:"must be string",schema:n.properties.models.
items.properties.files.items.properties.url.type,parentSchema:n.properties.models.items.properties.files.items.properties.
url,data:m};e===null?e=[d]:e.push(d),t++}}if(o.sha256!==void 0){let m=o.sha256;if(typeof m=="string"){if(!Y.test(m)){let d={
instancePath:s+"/models/"+y+"/files/"+a+"/sha256",schemaPath:"#/properties/models/items/properties/files/items/propertie\
s/sha256/pattern",keyword:"pattern",params:{pattern:"^[0-9A-Fa-f]{64}$"},message:'must match pattern "^[0-9A-Fa-f]{64}$"',
schema:"^[0-9A-Fa-f]{64}$",parentSchema:n.properties.models.items.properties.files.items.properties.sha256,data:m};e===null?
e=[d]:e.push(d),t++}}else{let d={instancePath:s+"/models/"+y+"/files/"+a+"/sha256",schemaPath:"#/properties/models/items\
/properties/files/items/properties/sha256/type",keyword:"type",params:{type:"string"},message:"must be string",schema:n.
properties.models.items.properties.files.items.properties.sha256.type,parentSchema:n.properties.models.items.properties.
files.items.properties.sha256,data:m};e===null?e=[d]:e.push(d),t++}}if(o.bytes!==void 0){let m=o.bytes;if(!(typeof m=="n\
umber"&&!(m%1)&&!isNaN(m)&&isFinite(m))){let d={instancePath:s+"/models/"+y+"/files/"+a+"/bytes",schemaPath:"#/propertie\
s/models/items/properties/files/items/properties/bytes/type",keyword:"type",params:{type:"integer"},message:"must be int\
eger",schema:n.properties.models.items.properties.files.items.properties.bytes.type,parentSchema:n.properties.models.items.
properties.files.items.properties.bytes,data:m};e===null?e=[d]:e.push(d),t++}if(typeof m=="number"&&isFinite(m)){if(m>9007199254740991||
isNaN(m)){let d={instancePath:s+"/models/"+y+"/files/"+a+"/bytes",schemaPath:"#/properties/models/items/properties/files\
/items/properties/bytes/maximum",keyword:"maximum",params:{comparison:"<=",limit:9007199254740991},message:"must be <= 9\
007199254740991",schema:9007199254740991,parentSchema:n.properties.models.items.properties.files.items.properties.bytes,
data:m};e===null?e=[d]:e.push(d),t++}if(m<1||isNaN(m)){let d={instancePath:s+"/models/"+y+"/files/"+a+"/bytes",schemaPath:"\
#/properties/models/items/properties/files/items/properties/bytes/minimum",keyword:"minimum",params:{comparison:">=",limit:1},
message:"must be >= 1",schema:1,parentSchema:n.properties.models.items.properties.files.items.properties.bytes,data:m};e===
null?e=[d]:e.push(d),t++}}}}else{let m={instancePath:s+"/models/"+y+"/files/"+a,schemaPath:"#/properties/models/items/pr\
operties/files/items/type",keyword:"type",params:{type:"object"},message:"must be object",schema:n.properties.models.items.
properties.files.items.type,parentSchema:n.properties.models.items.properties.files.items,data:o};e===null?e=[m]:e.push(
m),t++}}}else{let c={instancePath:s+"/models/"+y+"/files",schemaPath:"#/properties/models/items/properties/files/type",keyword:"\
type",params:{type:"array"},message:"must be array",schema:n.properties.models.items.properties.files.type,parentSchema:n.
properties.models.items.properties.files,data:i};e===null?e=[c]:e.push(c),t++}}}else{let i={instancePath:s+"/models/"+y,
schemaPath:"#/properties/models/items/type",keyword:"type",params:{type:"object"},message:"must be object",schema:n.properties.
models.items.type,parentSchema:n.properties.models.items,data:P};e===null?e=[i]:e.push(i),t++}}}else{let S={instancePath:s+
"/models",schemaPath:"#/properties/models/type",keyword:"type",params:{type:"array"},message:"must be array",schema:n.properties.
models.type,parentSchema:n.properties.models,data:w};e===null?e=[S]:e.push(S),t++}}}else{let w={instancePath:s,schemaPath:"\
#/type",keyword:"type",params:{type:"object"},message:"must be object",schema:n.type,parentSchema:n,data:f};e===null?e=[
w]:e.push(w),t++}return F.errors=e,t===0}F.evaluated={props:!0,dynamicProps:!1,dynamicItems:!1};var Z=E,r={$schema:"http\
s://json-schema.org/draft/2020-12/schema",title:"Millrace graph tests",type:"object",additionalProperties:!1,required:["\
graph","tests"],errorMessage:"is no record. Write {graph: \u2026, tests: [\u2026]}.",properties:{graph:{description:"A p\
ath from the folder of the test file, or the graph itself",anyOf:[{type:"string"},{type:"object"}],errorMessage:"is neit\
her a path nor a graph. Give one of them."},tests:{description:"The tests",type:"array",minItems:1,items:{type:"object",
additionalProperties:!1,required:["name"],errorMessage:"is no test. Write {name: \u2026, feed: \u2026, expect: \u2026}.",
properties:{name:{description:"What the test shows",type:"string"},side_packets:{description:"Input side packets by name",
type:"object",default:{},errorMessage:"is no record. Write {NAME: VALUE}."},feed:{description:"By input stream: a list o\
f [timestamp, value]; [timestamp] is a bound",type:"object",default:{},additionalProperties:{type:"array",items:{type:"a\
rray",prefixItems:[{description:"A timestamp in microseconds",anyOf:[{type:"integer",minimum:-9007199254740991,maximum:9007199254740991},
{enum:["PreStream","PostStream"]}],errorMessage:"is no timestamp. Give whole microseconds, PreStream or PostStream."},{}],
items:!1,minItems:1,errorMessage:"is no packet. Write [timestamp, value], or [timestamp] for a bound."},errorMessage:"is\
 no list. Write a list of [timestamp, value]."},errorMessage:"is no record. Write {STREAM: \u2026}."},expect:{description:"\
By stream: exactly these [timestamp, value]",type:"object",default:{},additionalProperties:{type:"array",items:{type:"ar\
ray",prefixItems:[{description:"A timestamp in microseconds",anyOf:[{type:"integer",minimum:-9007199254740991,maximum:9007199254740991},
{enum:["PreStream","PostStream"]}],errorMessage:"is no timestamp. Give whole microseconds, PreStream or PostStream."},{}],
items:!1,minItems:2,errorMessage:"is no packet with its value. Write [timestamp, value]."},errorMessage:"is no list. Wri\
te a list of [timestamp, value]."},errorMessage:"is no record. Write {STREAM: \u2026}."},tolerance:{description:"How far\
 numbers may be off",type:"number",default:0,minimum:0},relative_tolerance:{description:"How far numbers may be off besi\
des, as a share of what is expected",type:"number",default:0,minimum:0},settled:{description:"By stream: when all is fed\
, and before the inputs end, nothing can come at or below this timestamp",type:"object",default:{},additionalProperties:{
description:"A timestamp in microseconds",anyOf:[{type:"integer",minimum:-9007199254740991,maximum:9007199254740991},{enum:[
"PreStream","PostStream"]}],errorMessage:"is no timestamp. Give whole microseconds, PreStream or PostStream."},errorMessage:"\
is no record. Write {STREAM: \u2026}."},expect_side_packets:{description:"Output side packets by name",type:"object",default:{},
errorMessage:"is no record. Write {NAME: VALUE}."},error:{description:"The code or a part of the message of the error th\
at the run must end with",type:"string"}}}}}},ee=Object.prototype.hasOwnProperty;function E(f,{instancePath:s="",parentData:_,
parentDataProperty:T,rootData:q=f,dynamicAnchors:B={}}={}){let e=null,t=0,O=E.evaluated;if(O.dynamicProps&&(O.props=void 0),
O.dynamicItems&&(O.items=void 0),f&&typeof f=="object"&&!Array.isArray(f)){if(f.graph===void 0){let i={instancePath:s,schemaPath:"\
#/required",keyword:"required",params:{missingProperty:"graph"},message:"must have required property 'graph'",schema:r.required,
parentSchema:r,data:f};e===null?e=[i]:e.push(i),t++}if(f.tests===void 0){let i={instancePath:s,schemaPath:"#/required",keyword:"\
required",params:{missingProperty:"tests"},message:"must have required property 'tests'",schema:r.required,parentSchema:r,
data:f};e===null?e=[i]:e.push(i),t++}for(let i in f)if(!(i==="graph"||i==="tests")){let c={instancePath:s,schemaPath:"#/\
additionalProperties",keyword:"additionalProperties",params:{additionalProperty:i},message:"must NOT have additional pro\
perties",schema:!1,parentSchema:r,data:f};e===null?e=[c]:e.push(c),t++}if(f.graph!==void 0){let i=f.graph,c=t,a=!1,o=t;if(typeof i!=
"string"){let d={instancePath:s+"/graph",schemaPath:"#/properties/graph/anyOf/0/type",keyword:"type",params:{type:"strin\
g"},message:"must be string",schema:r.properties.graph.anyOf[0].type,parentSchema:r.properties.graph.anyOf[0],data:i};e===
null?e=[d]:e.push(d),t++}var w=o===t;a=a||w;let m=t;if(!(i&&typeof i=="object"&&!Array.isArray(i))){let d={instancePath:s+
"/graph",schemaPath:"#/properties/graph/anyOf/1/type",keyword:"type",params:{type:"object"},message:"must be object",schema:r.
properties.graph.anyOf[1].type,parentSchema:r.properties.graph.anyOf[1],data:i};e===null?e=[d]:e.push(d),t++}var w=m===t;
if(a=a||w,a)t=c,e!==null&&(c?e.length=c:e=null);else{let d={instancePath:s+"/graph",schemaPath:"#/properties/graph/anyOf",
keyword:"anyOf",params:{},message:"must match a schema in anyOf",schema:r.properties.graph.anyOf,parentSchema:r.properties.
graph,data:i};e===null?e=[d]:e.push(d),t++}}if(f.tests!==void 0){let i=f.tests;if(Array.isArray(i)){if(i.length<1){let a={
instancePath:s+"/tests",schemaPath:"#/properties/tests/minItems",keyword:"minItems",params:{limit:1},message:"must NOT h\
ave fewer than 1 items",schema:1,parentSchema:r.properties.tests,data:i};e===null?e=[a]:e.push(a),t++}let c=i.length;for(let a=0;a<
c;a++){let o=i[a];if(o&&typeof o=="object"&&!Array.isArray(o)){if(o.side_packets===void 0&&(o.side_packets={}),o.feed===
void 0&&(o.feed={}),o.expect===void 0&&(o.expect={}),o.tolerance===void 0&&(o.tolerance=0),o.relative_tolerance===void 0&&
(o.relative_tolerance=0),o.settled===void 0&&(o.settled={}),o.expect_side_packets===void 0&&(o.expect_side_packets={}),o.
name===void 0){let p={instancePath:s+"/tests/"+a,schemaPath:"#/properties/tests/items/required",keyword:"required",params:{
missingProperty:"name"},message:"must have required property 'name'",schema:r.properties.tests.items.required,parentSchema:r.
properties.tests.items,data:o};e===null?e=[p]:e.push(p),t++}for(let p in o)if(!ee.call(r.properties.tests.items.properties,
p)){let h={instancePath:s+"/tests/"+a,schemaPath:"#/properties/tests/items/additionalProperties",keyword:"additionalProp\
erties",params:{additionalProperty:p},message:"must NOT have additional properties",schema:!1,parentSchema:r.properties.
tests.items,data:o};e===null?e=[h]:e.push(h),t++}if(o.name!==void 0){let p=o.name;if(typeof p!="string"){let h={instancePath:s+
"/tests/"+a+"/name",schemaPath:"#/properties/tests/items/properties/name/type",keyword:"type",params:{type:"string"},message:"\
must be string",schema:r.properties.tests.items.properties.name.type,parentSchema:r.properties.tests.items.properties.name,
data:p};e===null?e=[h]:e.push(h),t++}}let m=o.side_packets;if(!(m&&typeof m=="object"&&!Array.isArray(m))){let p={instancePath:s+
"/tests/"+a+"/side_packets",schemaPath:"#/properties/tests/items/properties/side_packets/type",keyword:"type",params:{type:"\
object"},message:"must be object",schema:r.properties.tests.items.properties.side_packets.type,parentSchema:r.properties.
tests.items.properties.side_packets,data:m};e===null?e=[p]:e.push(p),t++}let d=o.feed;if(d&&typeof d=="object"&&!Array.isArray(
d))for(let p in d){let h=d[p];if(Array.isArray(h)){let x=h.length;for(let u=0;u<x;u++){let b=h[u];if(Array.isArray(b)){if(b.
length<1){let l={instancePath:s+"/tests/"+a+"/feed/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u,schemaPath:"#/proper\
ties/tests/items/properties/feed/additionalProperties/items/minItems",keyword:"minItems",params:{limit:1},message:"must \
NOT have fewer than 1 items",schema:1,parentSchema:r.properties.tests.items.properties.feed.additionalProperties.items,data:b};
e===null?e=[l]:e.push(l),t++}if(b.length>0){let l=b[0],j=t,v=!1,R=t;if(!(typeof l=="number"&&!(l%1)&&!isNaN(l)&&isFinite(
l))){let g={instancePath:s+"/tests/"+a+"/feed/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u+"/0",schemaPath:"#/proper\
ties/tests/items/properties/feed/additionalProperties/items/prefixItems/0/anyOf/0/type",keyword:"type",params:{type:"int\
eger"},message:"must be integer",schema:r.properties.tests.items.properties.feed.additionalProperties.items.prefixItems[0].
anyOf[0].type,parentSchema:r.properties.tests.items.properties.feed.additionalProperties.items.prefixItems[0].anyOf[0],data:l};
e===null?e=[g]:e.push(g),t++}if(typeof l=="number"&&isFinite(l)){if(l>9007199254740991||isNaN(l)){let g={instancePath:s+
"/tests/"+a+"/feed/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u+"/0",schemaPath:"#/properties/tests/items/properties\
/feed/additionalProperties/items/prefixItems/0/anyOf/0/maximum",keyword:"maximum",params:{comparison:"<=",limit:9007199254740991},
message:"must be <= 9007199254740991",schema:9007199254740991,parentSchema:r.properties.tests.items.properties.feed.additionalProperties.
items.prefixItems[0].anyOf[0],data:l};e===null?e=[g]:e.push(g),t++}if(l<-9007199254740991||isNaN(l)){let g={instancePath:s+
"/tests/"+a+"/feed/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u+"/0",schemaPath:"#/properties/tests/items/properties\
/feed/additionalProperties/items/prefixItems/0/anyOf/0/minimum",keyword:"minimum",params:{comparison:">=",limit:-9007199254740991},
message:"must be >= -9007199254740991",schema:-9007199254740991,parentSchema:r.properties.tests.items.properties.feed.additionalProperties.
items.prefixItems[0].anyOf[0],data:l};e===null?e=[g]:e.push(g),t++}}var S=R===t;v=v||S;let D=t;if(!(l==="PreStream"||l===
"PostStream")){let g={instancePath:s+"/tests/"+a+"/feed/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u+"/0",schemaPath:"\
#/properties/tests/items/properties/feed/additionalProperties/items/prefixItems/0/anyOf/1/enum",keyword:"enum",params:{allowedValues:r.
properties.tests.items.properties.feed.additionalProperties.items.prefixItems[0].anyOf[1].enum},message:"must be equal t\
o one of the allowed values",schema:r.properties.tests.items.properties.feed.additionalProperties.items.prefixItems[0].anyOf[1].
enum,parentSchema:r.properties.tests.items.properties.feed.additionalProperties.items.prefixItems[0].anyOf[1],data:l};e===
null?e=[g]:e.push(g),t++}var S=D===t;if(v=v||S,v)t=j,e!==null&&(j?e.length=j:e=null);else{let g={instancePath:s+"/tests/"+
a+"/feed/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u+"/0",schemaPath:"#/properties/tests/items/properties/feed/addi\
tionalProperties/items/prefixItems/0/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf",schema:r.properties.
tests.items.properties.feed.additionalProperties.items.prefixItems[0].anyOf,parentSchema:r.properties.tests.items.properties.
feed.additionalProperties.items.prefixItems[0],data:l};e===null?e=[g]:e.push(g),t++}}if(!(b.length<=2)){let l={instancePath:s+
"/tests/"+a+"/feed/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u,schemaPath:"#/properties/tests/items/properties/feed\
/additionalProperties/items/items",keyword:"items",params:{limit:2},message:"must NOT have more than 2 items",schema:!1,
parentSchema:r.properties.tests.items.properties.feed.additionalProperties.items,data:b};e===null?e=[l]:e.push(l),t++}}else{
let A={instancePath:s+"/tests/"+a+"/feed/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u,schemaPath:"#/properties/tests\
/items/properties/feed/additionalProperties/items/type",keyword:"type",params:{type:"array"},message:"must be array",schema:r.
properties.tests.items.properties.feed.additionalProperties.items.type,parentSchema:r.properties.tests.items.properties.
feed.additionalProperties.items,data:b};e===null?e=[A]:e.push(A),t++}}}else{let x={instancePath:s+"/tests/"+a+"/feed/"+p.
replace(/~/g,"~0").replace(/\//g,"~1"),schemaPath:"#/properties/tests/items/properties/feed/additionalProperties/type",keyword:"\
type",params:{type:"array"},message:"must be array",schema:r.properties.tests.items.properties.feed.additionalProperties.
type,parentSchema:r.properties.tests.items.properties.feed.additionalProperties,data:h};e===null?e=[x]:e.push(x),t++}}else{
let p={instancePath:s+"/tests/"+a+"/feed",schemaPath:"#/properties/tests/items/properties/feed/type",keyword:"type",params:{
type:"object"},message:"must be object",schema:r.properties.tests.items.properties.feed.type,parentSchema:r.properties.tests.
items.properties.feed,data:d};e===null?e=[p]:e.push(p),t++}let I=o.expect;if(I&&typeof I=="object"&&!Array.isArray(I))for(let p in I){
let h=I[p];if(Array.isArray(h)){let x=h.length;for(let u=0;u<x;u++){let b=h[u];if(Array.isArray(b)){if(b.length<2){let l={
instancePath:s+"/tests/"+a+"/expect/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u,schemaPath:"#/properties/tests/item\
s/properties/expect/additionalProperties/items/minItems",keyword:"minItems",params:{limit:2},message:"must NOT have fewe\
r than 2 items",schema:2,parentSchema:r.properties.tests.items.properties.expect.additionalProperties.items,data:b};e===
null?e=[l]:e.push(l),t++}if(b.length>0){let l=b[0],j=t,v=!1,R=t;if(!(typeof l=="number"&&!(l%1)&&!isNaN(l)&&isFinite(l))){
let g={instancePath:s+"/tests/"+a+"/expect/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u+"/0",schemaPath:"#/propertie\
s/tests/items/properties/expect/additionalProperties/items/prefixItems/0/anyOf/0/type",keyword:"type",params:{type:"inte\
ger"},message:"must be integer",schema:r.properties.tests.items.properties.expect.additionalProperties.items.prefixItems[0].
anyOf[0].type,parentSchema:r.properties.tests.items.properties.expect.additionalProperties.items.prefixItems[0].anyOf[0],
data:l};e===null?e=[g]:e.push(g),t++}if(typeof l=="number"&&isFinite(l)){if(l>9007199254740991||isNaN(l)){let g={instancePath:s+
"/tests/"+a+"/expect/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u+"/0",schemaPath:"#/properties/tests/items/properti\
es/expect/additionalProperties/items/prefixItems/0/anyOf/0/maximum",keyword:"maximum",params:{comparison:"<=",limit:9007199254740991},
message:"must be <= 9007199254740991",schema:9007199254740991,parentSchema:r.properties.tests.items.properties.expect.additionalProperties.
items.prefixItems[0].anyOf[0],data:l};e===null?e=[g]:e.push(g),t++}if(l<-9007199254740991||isNaN(l)){let g={instancePath:s+
"/tests/"+a+"/expect/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u+"/0",schemaPath:"#/properties/tests/items/properti\
es/expect/additionalProperties/items/prefixItems/0/anyOf/0/minimum",keyword:"minimum",params:{comparison:">=",limit:-9007199254740991},
message:"must be >= -9007199254740991",schema:-9007199254740991,parentSchema:r.properties.tests.items.properties.expect.
additionalProperties.items.prefixItems[0].anyOf[0],data:l};e===null?e=[g]:e.push(g),t++}}var y=R===t;v=v||y;let D=t;if(!(l===
"PreStream"||l==="PostStream")){let g={instancePath:s+"/tests/"+a+"/expect/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+
u+"/0",schemaPath:"#/properties/tests/items/properties/expect/additionalProperties/items/prefixItems/0/anyOf/1/enum",keyword:"\
enum",params:{allowedValues:r.properties.tests.items.properties.expect.additionalProperties.items.prefixItems[0].anyOf[1].
enum},message:"must be equal to one of the allowed values",schema:r.properties.tests.items.properties.expect.additionalProperties.
items.prefixItems[0].anyOf[1].enum,parentSchema:r.properties.tests.items.properties.expect.additionalProperties.items.prefixItems[0].
anyOf[1],data:l};e===null?e=[g]:e.push(g),t++}var y=D===t;if(v=v||y,v)t=j,e!==null&&(j?e.length=j:e=null);else{let g={instancePath:s+
"/tests/"+a+"/expect/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u+"/0",schemaPath:"#/properties/tests/items/properti\
es/expect/additionalProperties/items/prefixItems/0/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyO\
f",schema:r.properties.tests.items.properties.expect.additionalProperties.items.prefixItems[0].anyOf,parentSchema:r.properties.
tests.items.properties.expect.additionalProperties.items.prefixItems[0],data:l};e===null?e=[g]:e.push(g),t++}}if(!(b.length<=
2)){let l={instancePath:s+"/tests/"+a+"/expect/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+"/"+u,schemaPath:"#/properties\
/tests/items/properties/expect/additionalProperties/items/items",keyword:"items",params:{limit:2},message:"must NOT have\
 more than 2 items",schema:!1,parentSchema:r.properties.tests.items.properties.expect.additionalProperties.items,data:b};
e===null?e=[l]:e.push(l),t++}}else{let A={instancePath:s+"/tests/"+a+"/expect/"+p.replace(/~/g,"~0").replace(/\//g,"~1")+
"/"+u,schemaPath:"#/properties/tests/items/properties/expect/additionalProperties/items/type",keyword:"type",params:{type:"\
array"},message:"must be array",schema:r.properties.tests.items.properties.expect.additionalProperties.items.type,parentSchema:r.
properties.tests.items.properties.expect.additionalProperties.items,data:b};e===null?e=[A]:e.push(A),t++}}}else{let x={instancePath:s+
"/tests/"+a+"/expect/"+p.replace(/~/g,"~0").replace(/\//g,"~1"),schemaPath:"#/properties/tests/items/properties/expect/a\
dditionalProperties/type",keyword:"type",params:{type:"array"},message:"must be array",schema:r.properties.tests.items.properties.
expect.additionalProperties.type,parentSchema:r.properties.tests.items.properties.expect.additionalProperties,data:h};e===
null?e=[x]:e.push(x),t++}}else{let p={instancePath:s+"/tests/"+a+"/expect",schemaPath:"#/properties/tests/items/properti\
es/expect/type",keyword:"type",params:{type:"object"},message:"must be object",schema:r.properties.tests.items.properties.
expect.type,parentSchema:r.properties.tests.items.properties.expect,data:I};e===null?e=[p]:e.push(p),t++}let N=o.tolerance;
if(typeof N=="number"&&isFinite(N)){if(N<0||isNaN(N)){let p={instancePath:s+"/tests/"+a+"/tolerance",schemaPath:"#/prope\
rties/tests/items/properties/tolerance/minimum",keyword:"minimum",params:{comparison:">=",limit:0},message:"must be >= 0",
schema:0,parentSchema:r.properties.tests.items.properties.tolerance,data:N};e===null?e=[p]:e.push(p),t++}}else{let p={instancePath:s+
"/tests/"+a+"/tolerance",schemaPath:"#/properties/tests/items/properties/tolerance/type",keyword:"type",params:{type:"nu\
mber"},message:"must be number",schema:r.properties.tests.items.properties.tolerance.type,parentSchema:r.properties.tests.
items.properties.tolerance,data:N};e===null?e=[p]:e.push(p),t++}let M=o.relative_tolerance;if(typeof M=="number"&&isFinite(
M)){if(M<0||isNaN(M)){let p={instancePath:s+"/tests/"+a+"/relative_tolerance",schemaPath:"#/properties/tests/items/prope\
rties/relative_tolerance/minimum",keyword:"minimum",params:{comparison:">=",limit:0},message:"must be >= 0",schema:0,parentSchema:r.
properties.tests.items.properties.relative_tolerance,data:M};e===null?e=[p]:e.push(p),t++}}else{let p={instancePath:s+"/\
tests/"+a+"/relative_tolerance",schemaPath:"#/properties/tests/items/properties/relative_tolerance/type",keyword:"type",
params:{type:"number"},message:"must be number",schema:r.properties.tests.items.properties.relative_tolerance.type,parentSchema:r.
properties.tests.items.properties.relative_tolerance,data:M};e===null?e=[p]:e.push(p),t++}let $=o.settled;if($&&typeof $==
"object"&&!Array.isArray($))for(let p in $){let h=$[p],x=t,u=!1,b=t;if(!(typeof h=="number"&&!(h%1)&&!isNaN(h)&&isFinite(
h))){let k={instancePath:s+"/tests/"+a+"/settled/"+p.replace(/~/g,"~0").replace(/\//g,"~1"),schemaPath:"#/properties/tes\
ts/items/properties/settled/additionalProperties/anyOf/0/type",keyword:"type",params:{type:"integer"},message:"must be i\
nteger",schema:r.properties.tests.items.properties.settled.additionalProperties.anyOf[0].type,parentSchema:r.properties.
tests.items.properties.settled.additionalProperties.anyOf[0],data:h};e===null?e=[k]:e.push(k),t++}if(typeof h=="number"&&
isFinite(h)){if(h>9007199254740991||isNaN(h)){let k={instancePath:s+"/tests/"+a+"/settled/"+p.replace(/~/g,"~0").replace(
/\//g,"~1"),schemaPath:"#/properties/tests/items/properties/settled/additionalProperties/anyOf/0/maximum",keyword:"maxim\
um",params:{comparison:"<=",limit:9007199254740991},message:"must be <= 9007199254740991",schema:9007199254740991,parentSchema:r.
properties.tests.items.properties.settled.additionalProperties.anyOf[0],data:h};e===null?e=[k]:e.push(k),t++}if(h<-9007199254740991||
isNaN(h)){let k={instancePath:s+"/tests/"+a+"/settled/"+p.replace(/~/g,"~0").replace(/\//g,"~1"),schemaPath:"#/propertie\
s/tests/items/properties/settled/additionalProperties/anyOf/0/minimum",keyword:"minimum",params:{comparison:">=",limit:-9007199254740991},
message:"must be >= -9007199254740991",schema:-9007199254740991,parentSchema:r.properties.tests.items.properties.settled.
additionalProperties.anyOf[0],data:h};e===null?e=[k]:e.push(k),t++}}var P=b===t;u=u||P;let A=t;if(!(h==="PreStream"||h===
"PostStream")){let k={instancePath:s+"/tests/"+a+"/settled/"+p.replace(/~/g,"~0").replace(/\//g,"~1"),schemaPath:"#/prop\
erties/tests/items/properties/settled/additionalProperties/anyOf/1/enum",keyword:"enum",params:{allowedValues:r.properties.
tests.items.properties.settled.additionalProperties.anyOf[1].enum},message:"must be equal to one of the allowed values",
schema:r.properties.tests.items.properties.settled.additionalProperties.anyOf[1].enum,parentSchema:r.properties.tests.items.
properties.settled.additionalProperties.anyOf[1],data:h};e===null?e=[k]:e.push(k),t++}var P=A===t;if(u=u||P,u)t=x,e!==null&&
(x?e.length=x:e=null);else{let k={instancePath:s+"/tests/"+a+"/settled/"+p.replace(/~/g,"~0").replace(/\//g,"~1"),schemaPath:"\
#/properties/tests/items/properties/settled/additionalProperties/anyOf",keyword:"anyOf",params:{},message:"must match a \
schema in anyOf",schema:r.properties.tests.items.properties.settled.additionalProperties.anyOf,parentSchema:r.properties.
tests.items.properties.settled.additionalProperties,data:h};e===null?e=[k]:e.push(k),t++}}else{let p={instancePath:s+"/t\
ests/"+a+"/settled",schemaPath:"#/properties/tests/items/properties/settled/type",keyword:"type",params:{type:"object"},
message:"must be object",schema:r.properties.tests.items.properties.settled.type,parentSchema:r.properties.tests.items.properties.
settled,data:$};e===null?e=[p]:e.push(p),t++}let W=o.expect_side_packets;if(!(W&&typeof W=="object"&&!Array.isArray(W))){
let p={instancePath:s+"/tests/"+a+"/expect_side_packets",schemaPath:"#/properties/tests/items/properties/expect_side_pac\
kets/type",keyword:"type",params:{type:"object"},message:"must be object",schema:r.properties.tests.items.properties.expect_side_packets.
type,parentSchema:r.properties.tests.items.properties.expect_side_packets,data:W};e===null?e=[p]:e.push(p),t++}if(o.error!==
void 0){let p=o.error;if(typeof p!="string"){let h={instancePath:s+"/tests/"+a+"/error",schemaPath:"#/properties/tests/i\
tems/properties/error/type",keyword:"type",params:{type:"string"},message:"must be string",schema:r.properties.tests.items.
properties.error.type,parentSchema:r.properties.tests.items.properties.error,data:p};e===null?e=[h]:e.push(h),t++}}}else{
let m={instancePath:s+"/tests/"+a,schemaPath:"#/properties/tests/items/type",keyword:"type",params:{type:"object"},message:"\
must be object",schema:r.properties.tests.items.type,parentSchema:r.properties.tests.items,data:o};e===null?e=[m]:e.push(
m),t++}}}else{let c={instancePath:s+"/tests",schemaPath:"#/properties/tests/type",keyword:"type",params:{type:"array"},message:"\
must be array",schema:r.properties.tests.type,parentSchema:r.properties.tests,data:i};e===null?e=[c]:e.push(c),t++}}}else{
let i={instancePath:s,schemaPath:"#/type",keyword:"type",params:{type:"object"},message:"must be object",schema:r.type,parentSchema:r,
data:f};e===null?e=[i]:e.push(i),t++}return E.errors=e,t===0}E.evaluated={props:!0,dynamicProps:!1,dynamicItems:!1};return C(te);})();

/** Millrace model manifest: whether a document fits the schema. */
export const validateModelManifest: DocumentValidator<ManifestDocument> = made.validateModelManifest;
/** Millrace graph tests: whether a document fits the schema. */
export const validateTestFile: DocumentValidator<TestFile> = made.validateTestFile;
